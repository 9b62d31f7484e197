import type { DropReason, RefusalReason } from '@paceline/protocol';
import type { Ledger } from '@paceline/query-api/responses';

/** One line of the ledger. */
export interface LedgerRow {
  readonly key: string;
  readonly name: string;
  /** Why, where the name alone does not say it. */
  readonly meaning: string;
  /** `null`: not known now. */
  readonly count: number | null;
  /** How the line enters the sum: the whole, a part of it, or a part of a part. */
  readonly role: 'whole' | 'part' | 'detail';
}

type Named = readonly [name: string, meaning: string];

const DROPS: Readonly<Record<DropReason, Named>> = {
  duplicate: ['Duplicate', 'its batch was taken before'],
  invalid: ['Invalid', 'it does not fit the schema'],
  'too-old': ['Too old', 'it happened too long ago'],
  'in-the-future': ['In the future', 'its clock is wrong'],
  'too-many-events': ['Too many', 'its batch had no room for it'],
  cardinality: ['Cardinality', 'no room for another name'],
  sampled: ['Sampled', 'left out by configuration'],
  discarded: ['Discarded', 'an operator gave it up'],
};

const REFUSALS: Readonly<Record<RefusalReason, Named>> = {
  'unknown-key': ['Unknown key', 'of no app, so counted for all'],
  origin: ['Origin', 'not one of the app’s'],
  'rate-limited': ['Rate limited', 'told to come back later'],
  unsupported: ['Unsupported', 'method, type or encoding'],
  'too-large': ['Too large', 'body or batch'],
  malformed: ['Malformed', 'no batch could be read'],
};

/** The ledger line by line: the parts add up to the whole, the details to the part above them. */
export function ledgerRows(ledger: Ledger): readonly LedgerRow[] {
  const { received, stored, inFlight, deadLettered, dropped, unaccounted } = ledger;
  const details = detailRows(DROPS, dropped);
  const allDropped = details.reduce((sum, { count }) => sum + (count ?? 0), 0);
  return [
    { ...part('received', 'Received', received), role: 'whole' },
    part('stored', 'Stored', stored),
    part('in-flight', 'In flight', inFlight),
    part('dead-lettered', 'Dead letters', deadLettered),
    ...(unaccounted === null || unaccounted === 0
      ? []
      : [part('unaccounted', 'Unaccounted', unaccounted, 'while a block is being counted')]),
    part('dropped', 'Dropped', allDropped),
    ...details,
  ];
}

/** Requests that were refused whole, by reason. */
export function refusalRows({ refusedRequests, unknownKeyRequests }: Ledger): readonly LedgerRow[] {
  return detailRows(REFUSALS, { ...refusedRequests, 'unknown-key': unknownKeyRequests });
}

function part(key: string, name: string, count: number | null, meaning = ''): LedgerRow {
  return { key, name, meaning, count, role: 'part' };
}

function detailRows(
  names: Readonly<Record<string, Named>>,
  counts: Readonly<Record<string, number>>,
): LedgerRow[] {
  return Object.entries(names).map(([key, [name, meaning]]) => ({
    key,
    name,
    meaning,
    count: counts[key] ?? 0,
    role: 'detail',
  }));
}
