/**
 * What became of a deletion.
 * - `incomplete`: it failed before all of it was begun; what was begun goes on. Ask for it again.
 * - `running`: tables are being rewritten; what is left of the rows is still in answers.
 * - `finished`: no query finds the rows any more.
 */
export type DeletionState = 'incomplete' | 'running' | 'finished';

/** What there was of what was deleted, when that was asked for. */
export interface DeletedRows {
  /** Rows of measurements. */
  readonly measurements: number;
  /** Events that those were of. */
  readonly events: number;
  /** Texts of errors. */
  readonly errors: number;
  /** Rows of rollups and slices. */
  readonly rollupRows: number;
}

/** One deletion that was asked for. */
export interface Deletion {
  readonly id: string;
  readonly app: string;
  readonly askedBy: string;
  /** Epoch milliseconds. */
  readonly askedAt: number;
  readonly kind: 'app' | 'session';
  /** Only what was measured before this, in epoch milliseconds; `null`: everything. */
  readonly beforeMs: number | null;
  /** SHA-256 of the id of the visit, in hexadecimal; `null` for an app. */
  readonly sessionDigest: string | null;
  readonly rows: DeletedRows;
  readonly state: DeletionState;
  /** Epoch milliseconds; `null` before it is, or where nobody looked when it did. */
  readonly finishedAt: number | null;
  /** Parts of tables that are still to be rewritten. */
  readonly partsToDo: number;
  /** Why ClickHouse could not rewrite a part when it last tried; it tries again. `null` when nothing failed. */
  readonly failure: string | null;
}

export interface AppDeletion {
  /** Of the deletion; unique. */
  readonly id: string;
  readonly app: string;
  readonly askedBy: string;
  /** A midnight (UTC) in epoch milliseconds; absent: everything. */
  readonly beforeMs?: number;
}

export interface SessionDeletion {
  readonly id: string;
  readonly app: string;
  readonly askedBy: string;
  readonly sessionId: string;
}

/**
 * Removes what is stored, for good. ClickHouse rewrites the parts of its tables without the rows, in the background: each
 * method resolves once all of it was begun, and `loadDeletions` tells how far it is. Rows that are stored after that stay.
 */
export interface Deletions {
  /**
   * Removes measurements, texts of errors, rollups and slices of an app. What arrived (`loadFreshness`) and the alerts stay.
   *
   * @throws {RangeError} when `beforeMs` is no midnight (UTC): buckets of a day could not be told apart
   */
  deleteApp(deletion: AppDeletion): Promise<void>;
  /** Removes measurements and texts of errors of a visit. Rollups are sums that name no visit, and stay. */
  deleteSession(deletion: SessionDeletion): Promise<void>;
  /** Newest first; with an id, that one alone. */
  loadDeletions(query: {
    readonly app: string;
    readonly id?: string;
    readonly limit: number;
  }): Promise<readonly Deletion[]>;
  /** Writes down that nothing is left to do. Moves `loadFreshness`, so that whoever keeps answers asks again. */
  finishDeletion(deletion: Deletion): Promise<void>;
}
