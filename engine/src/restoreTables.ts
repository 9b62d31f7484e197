import { existsSync } from 'node:fs';

import { acquireAll } from './acquireAll.ts';
import type { EngineSession } from './engineSession.ts';
import { EngineException, toEngineException } from './exception.ts';
import type { Lane, Lease } from './lane.ts';
import type { Sessions } from './openSessions.ts';
import { type Exchange, takeRestored, toRestoredFolder } from './restoredFolder.ts';

export interface RestoreDeps {
  /** The engine's folder. */
  readonly folder: string;
  readonly sessions: Sessions;
  readonly queries: Lane<EngineSession>;
  readonly inserts: Lane<EngineSession>;
  /** Stops the queries that run. */
  readonly stopQueries: () => void;
  /** Called when the engine can use neither the new tables nor the old ones any more. */
  readonly onUnusable: (error: Error) => void;
}

/** How long what runs may go on. */
const GRACE_MS = 5_000;
/** After this, what runs is not waited for. */
const WAIT_MS = 15_000;

async function acquireBoth({ queries, inserts, stopQueries }: RestoreDeps) {
  const tooLong = AbortSignal.timeout(WAIT_MS);
  const stop = setTimeout(stopQueries, GRACE_MS);
  const outcomes = await Promise.allSettled([acquireAll(inserts, tooLong), acquireAll(queries, tooLong)]);
  clearTimeout(stop);
  const leases: readonly Lease<EngineSession>[] = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value : [],
  );
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  if (refused === undefined) return leases;
  for (const lease of leases) lease.release();
  throw new EngineException(
    159,
    'TIMEOUT_EXCEEDED',
    `Something has been running for ${WAIT_MS / 1000} seconds and cannot be stopped: try again when it is done.`,
    refused.reason,
  );
}

/**
 * Puts the tables that wait in `toRestoredFolder(folder)` in the place of the present ones, which are removed. Statements that
 * run are finished or stopped before; those that come meanwhile wait, and find the new tables.
 *
 * @throws {EngineException} when nothing waits there, something runs for too long, or the new tables cannot be opened; then the
 *   present ones stay
 */
export async function restoreTables(deps: RestoreDeps): Promise<void> {
  const { folder, sessions, onUnusable } = deps;
  if (!existsSync(toRestoredFolder(folder))) {
    throw new EngineException(
      36,
      'BAD_ARGUMENTS',
      `There is nothing to restore in ${toRestoredFolder(folder)}.`,
    );
  }
  const leases = await acquireBoth(deps);
  let exchange: Exchange | undefined;
  try {
    await sessions.reopen(() => {
      exchange = takeRestored(folder);
    });
  } catch (error) {
    await sessions
      .reopen(() => exchange?.undo())
      .catch((cause: unknown) => onUnusable(cause instanceof Error ? cause : new Error(String(cause))));
    throw toEngineException(error);
  } finally {
    for (const lease of leases) lease.release();
  }
  await exchange?.finish();
}
