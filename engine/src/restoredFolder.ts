import { existsSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** Where a folder waits to take the place of `folder`; whoever puts it there renames it when it is complete. */
export function toRestoredFolder(folder: string): string {
  return `${folder}.restored`;
}

/** Where the old folder is kept until the new one has proved to be usable. */
function toReplacedFolder(folder: string): string {
  return `${folder}.replaced`;
}

/** What was exchanged. */
export interface Exchange {
  /** Puts the old folder back and the new one away. */
  undo(): void;
  /** Removes the old folder. */
  finish(): Promise<void>;
}

/**
 * Puts what waits in `toRestoredFolder(folder)` in the place of `folder`. For when no engine uses the folder. Killed at any moment,
 * it is finished by `recoverExchange`.
 *
 * @throws {Error} of the file system
 */
export function takeRestored(folder: string): Exchange {
  const replaced = toReplacedFolder(folder);
  rmSync(replaced, { recursive: true, force: true });
  const had = existsSync(folder);
  if (had) renameSync(folder, replaced);
  renameSync(toRestoredFolder(folder), folder);
  return {
    undo: () => {
      const unusable = `${folder}.unusable`;
      rmSync(unusable, { recursive: true, force: true });
      renameSync(folder, unusable);
      if (had) renameSync(replaced, folder);
    },
    finish: () => rm(replaced, { recursive: true, force: true }),
  };
}

/** Finishes an exchange that was killed between its steps; before anything looks into the folder. */
export function recoverExchange(folder: string): void {
  if (existsSync(folder)) return;
  const waiting = [toRestoredFolder(folder), toReplacedFolder(folder)].find((path) => existsSync(path));
  if (waiting !== undefined && existsSync(toReplacedFolder(folder))) renameSync(waiting, folder);
}

/** Removes the old folder of an exchange that was killed after its last step; for when the new one is in use. */
export function forgetReplaced(folder: string): Promise<void> {
  return rm(toReplacedFolder(folder), { recursive: true, force: true });
}
