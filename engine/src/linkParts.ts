import { link, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Parts that are linked at one time; more would take threads from the queries. */
const AT_ONCE = 4;

async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const paths = [join(from, entry.name), join(to, entry.name)] as const;
    await (entry.isDirectory() ? linkFolder(...paths) : link(...paths));
  }
}

/**
 * Makes hard links to everything in the folders `parts`, which are relative to `from`, under `to`. ClickHouse never changes a
 * file of a part, so what is linked stays as it is, also after ClickHouse has removed the part.
 *
 * @throws {Error} of the file system; `ENOENT` when a part was removed before it was linked
 */
export async function linkParts(
  parts: readonly string[],
  { from, to, signal }: { from: string; to: string; signal: AbortSignal },
): Promise<void> {
  const rest = parts.values();
  let failed = false;
  const outcomes = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, async () => {
      for (const part of rest) {
        if (failed) return;
        try {
          signal.throwIfAborted();
          await linkFolder(join(from, part), join(to, part));
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
