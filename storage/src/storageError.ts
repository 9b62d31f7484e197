/**
 * Why the storage could not do what it was asked.
 * - `unreachable`: no answer, or the connection broke; it is not known whether an insert landed. Try again with the same token.
 * - `busy`: the server answers but has too much to do right now. Try again later.
 * - `too-heavy`: ran into a limit of time or memory. The same query is likely to fail again; an insert may be tried again.
 * - `rejected-rows`: rows that can never be inserted. Trying again does not help.
 * - `refused`: everything else that the server says no to: wrong password, missing table, a full disk. A person must look.
 */
export const STORAGE_ERROR_REASONS = [
  'unreachable',
  'busy',
  'too-heavy',
  'rejected-rows',
  'refused',
] as const;
export type StorageErrorReason = (typeof STORAGE_ERROR_REASONS)[number];

/** What every method of the storage throws when it fails for a reason outside of the program. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly reason: StorageErrorReason;
  /** Indexes of the rejected rows, when it is known which ones; else empty. */
  readonly rows: readonly number[];

  constructor(
    reason: StorageErrorReason,
    message: string,
    options: { readonly cause?: unknown; readonly rows?: readonly number[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.rows = options.rows ?? [];
  }
}
