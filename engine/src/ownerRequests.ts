import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import { restoreTables, type RestoreDeps } from './restoreTables.ts';
import { takeSnapshot } from './takeSnapshot.ts';

/** What the engine says of a snapshot, on the first line of its answer. */
export interface SnapshotReport {
  readonly folder: string;
  readonly rows: number;
  readonly pausedMs: number;
  /** ClickHouse's version. */
  readonly version: string;
}

/** Answers to what only the owner of the folder asks. */
export interface OwnerRequests {
  /** Takes a snapshot and keeps it for as long as the client stays. */
  holdSnapshot(response: ServerResponse, signal: AbortSignal): Promise<void>;
  /** Exchanges the tables. */
  restore(): Promise<void>;
}

export interface OwnerRequestsDeps extends RestoreDeps {
  /** Called when the tables were exchanged. */
  readonly onRestored: () => Promise<void>;
}

export function createOwnerRequests(deps: OwnerRequestsDeps): OwnerRequests {
  const { folder, sessions, inserts } = deps;
  return {
    holdSnapshot: async (response, signal) => {
      const snapshot = await takeSnapshot({
        folder,
        snapshotsFolder: sessions.paths.snapshots,
        inserts,
        control: sessions.control,
        signal,
      });
      try {
        signal.throwIfAborted();
        const { rows, pausedMs } = snapshot;
        const report: SnapshotReport = {
          folder: snapshot.folder,
          rows,
          pausedMs,
          version: sessions.version,
        };
        response.setHeader('Content-Type', 'application/x-ndjson; charset=UTF-8');
        response.write(`${JSON.stringify(report)}\n`);
        await once(signal, 'abort');
      } finally {
        await snapshot.remove();
        response.destroy();
      }
    },
    restore: async () => {
      await restoreTables(deps);
      await deps.onRestored();
    },
  };
}
