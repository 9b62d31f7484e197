import type { Ledger } from '@paceline/query-api/responses';
import { recordedLedger } from './recordings.ts';

/** A ledger in order, as the API answers it; tests show only what matters. */
export function aLedger(change: Partial<Ledger> = {}): Ledger {
  const query = new URLSearchParams({ app: 'shop' });
  return { ...recordedLedger({ scenario: 'busy', slowdown: 1, now: 1_700_000_000_000, query }), ...change };
}
