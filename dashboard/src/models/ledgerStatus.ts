import type { Ledger } from '@paceline/query-api/responses';
import { formatDuration } from '../format/formatTime.ts';
import { formatCount } from '../format/formatValue.ts';

/** Events that are still in flight although nothing was stored for this long are a warning, in milliseconds. */
export const LATE_AFTER_MS = 60_000;

/** What the workers say of the database; a state of a later version is shown as it is. */
const STORE_STATES: Readonly<Record<string, string>> = {
  storing: 'Storing',
  unreachable: 'ClickHouse cannot be reached',
  busy: 'ClickHouse has too much to do',
  'too-heavy': 'ClickHouse ran out of time or memory',
  refused: 'ClickHouse refuses to store',
};

export const storeStateName = (state: string): string => STORE_STATES[state] ?? state;

/** Something that an operator should look at, and what to do about it. */
export interface IngestWarning {
  readonly reason: 'store-away' | 'late' | 'dead-letters' | 'unknown';
  readonly text: string;
}

/** Everything about the ledger that is not as it should be; nothing when all is well. */
export function ingestWarnings(ledger: Ledger): readonly IngestWarning[] {
  const { inFlight, deadLettered, newestStoredAgeMs, store, queue, stored } = ledger;
  const waits = inFlight > 0 || (queue !== null && queue.waiting + queue.active + queue.delayed > 0);
  const isAway = store !== null && store.state !== 'storing' && waits;
  const warnings: IngestWarning[] = [];
  if (isAway) {
    const waiting =
      inFlight > 0 ? countOf(inFlight, 'event waits', 'events wait') : 'Jobs of other apps wait';
    warnings.push({
      reason: 'store-away',
      text: `${storeStateName(store.state)}. ${waiting} in the queue until events can be stored again.`,
    });
  } else if (inFlight > 0 && newestStoredAgeMs !== null && newestStoredAgeMs > LATE_AFTER_MS) {
    const age = formatDuration(newestStoredAgeMs / 1000);
    warnings.push({
      reason: 'late',
      text: `The newest event was stored ${age} ago, but ${countOf(inFlight, 'is', 'are')} in flight. Is a worker running?`,
    });
  }
  if (deadLettered > 0) {
    warnings.push({
      reason: 'dead-letters',
      text: `${countOf(deadLettered, 'event', 'events')} could never be stored. “paceline dead-letters list” says why.`,
    });
  }
  if (stored === null) {
    warnings.push({
      reason: 'unknown',
      text: 'ClickHouse does not answer the API, so that it is not known what is stored.',
    });
  }
  return warnings;
}

/**
 * The ledger in a few words, part by part, as `Stored 2 s ago`, `12 in flight`.
 *
 * @param ageMs Of the newest stored event; `null` when there is none.
 */
export function ingestLine(
  { stored, inFlight, deadLettered }: Ledger,
  ageMs: number | null,
): readonly string[] {
  const parts = [stored === null ? 'ClickHouse does not answer' : storedText(ageMs)];
  if (inFlight > 0) parts.push(`${formatCount(inFlight)} in flight`);
  if (deadLettered > 0) parts.push(countOf(deadLettered, 'dead letter', 'dead letters'));
  return parts;
}

function storedText(ageMs: number | null): string {
  if (ageMs === null) return 'Nothing stored yet';
  return ageMs < 2000 ? 'Stored just now' : `Stored ${formatDuration(ageMs / 1000)} ago`;
}

const countOf = (count: number, one: string, many: string) =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
