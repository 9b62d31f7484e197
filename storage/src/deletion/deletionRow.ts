import { checkedText } from '../rowChecks.ts';
import type { DeletedRows, Deletion, DeletionState } from './deletion.ts';

/** Columns of `deletions` in the order of {@link toDeletionLine}. */
export const DELETION_COLUMNS = [
  'step',
  'id',
  'app',
  'asked_by',
  'kind',
  'before',
  'session_digest',
  'at',
  'measurements',
  'events',
  'errors',
  'rollup_rows',
] as const;

/** A row of the query `deletions`. */
export type DeletionRow = readonly [
  step: 'asked' | 'begun' | 'finished',
  id: string,
  askedBy: string,
  kind: Deletion['kind'],
  askedAt: number,
  beforeMs: number | null,
  sessionDigest: string,
  measurements: number,
  events: number,
  errors: number,
  rollupRows: number,
  finishedAt: number,
];

/** What is left to do of a deletion. */
export interface DeletionProgress {
  readonly partsToDo: number;
  readonly failure: string;
}

type Recorded = Pick<Deletion, 'id' | 'app' | 'askedBy' | 'kind' | 'beforeMs' | 'sessionDigest'> & {
  readonly rows: DeletedRows;
};

/** A step of a deletion as a line of JSONCompactEachRow. */
export function toDeletionLine(step: DeletionRow[0], deletion: Recorded, at: number): string {
  const { id, app, askedBy, kind, beforeMs, sessionDigest, rows } = deletion;
  return JSON.stringify([
    step,
    id,
    checkedText(app, 'app'),
    checkedText(askedBy, 'askedBy'),
    kind,
    beforeMs,
    sessionDigest ?? '',
    at,
    rows.measurements,
    rows.events,
    rows.errors,
    rows.rollupRows,
  ]);
}

/** The deletion of a stored row. */
export function toDeletion(app: string, row: DeletionRow, progress: DeletionProgress | undefined): Deletion {
  const [step, id, askedBy, kind, askedAt, beforeMs, sessionDigest, ...rest] = row;
  const [measurements, events, errors, rollupRows, finishedAt] = rest;
  return {
    id,
    app,
    askedBy,
    askedAt,
    kind,
    beforeMs,
    sessionDigest: sessionDigest === '' ? null : sessionDigest,
    rows: { measurements, events, errors, rollupRows },
    state: toState(step, progress),
    finishedAt: step === 'finished' ? finishedAt : null,
    partsToDo: progress?.partsToDo ?? 0,
    failure: progress === undefined || progress.failure === '' ? null : progress.failure.slice(0, 300),
  };
}

function toState(step: DeletionRow[0], progress: DeletionProgress | undefined): DeletionState {
  if (step === 'finished') return 'finished';
  if (step === 'asked') return 'incomplete';
  return progress === undefined ? 'finished' : 'running';
}
