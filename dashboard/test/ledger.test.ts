import { DROP_REASONS, REFUSAL_REASONS } from '@paceline/protocol';
import type { Ledger } from '@paceline/query-api/responses';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerRows, refusalRows, type LedgerRow } from '../src/models/ledgerRows.ts';
import { ingestLine, ingestWarnings, LATE_AFTER_MS } from '../src/models/ledgerStatus.ts';
import { aLedger } from './aLedger.ts';

const QUEUE = { waiting: 0, active: 0, delayed: 0, failed: 0 };
const AWAY = { state: 'unreachable', since: '2026-01-01T00:00:00.000Z' };
const sum = (rows: readonly LedgerRow[]) => rows.reduce((total, { count }) => total + (count ?? 0), 0);
const reasons = (change: Partial<Ledger>) => ingestWarnings(aLedger(change)).map(({ reason }) => reason);
const line = (change: Partial<Ledger>, ageMs: number | null) =>
  ingestLine(aLedger(change), ageMs).join(' · ');
const count = fc.nat({ max: 1e9 });

describe('ledgerRows', () => {
  it('adds up to what was received, whatever became of it', () => {
    const drops = fc.tuple(count, count, count, count, count, count, count, count);
    fc.assert(
      fc.property(
        drops,
        count,
        count,
        count,
        fc.integer(),
        (dropped, stored, inFlight, dead, unaccounted) => {
          const [a, b, c, d, e, f, g, h] = dropped;
          const received = dropped.reduce(
            (total, each) => total + each,
            stored + inFlight + dead + unaccounted,
          );
          const rows = ledgerRows(
            aLedger({
              received,
              stored,
              inFlight,
              deadLettered: dead,
              unaccounted,
              dropped: {
                invalid: a,
                'too-old': b,
                'in-the-future': c,
                'too-many-events': d,
                cardinality: e,
                sampled: f,
                duplicate: g,
                discarded: h,
              },
            }),
          );
          const of = (role: LedgerRow['role']) => rows.filter((row) => row.role === role);
          expect(sum(of('whole'))).toBe(received);
          expect(sum(of('part'))).toBe(received);
          expect(sum(of('detail'))).toBe(rows.find(({ key }) => key === 'dropped')?.count);
        },
      ),
    );
  });

  it('names every reason there is, also those that never happened', () => {
    const details = ledgerRows(aLedger()).filter(({ role }) => role === 'detail');
    expect(details.map(({ key }) => key).toSorted()).toEqual(DROP_REASONS.toSorted());
    const refusals = refusalRows(aLedger());
    expect(refusals.map(({ key }) => key).toSorted()).toEqual(REFUSAL_REASONS.toSorted());
    for (const { name, meaning } of [...details, ...refusals]) expect(name && meaning).not.toBe('');
  });

  it('has a line for what is unaccounted only while something is', () => {
    for (const [unaccounted, isShown] of [
      [0, false],
      [null, false],
      [-4, true],
    ] as const) {
      const rows = ledgerRows(aLedger({ unaccounted }));
      expect(rows.some(({ key }) => key === 'unaccounted')).toBe(isShown);
    }
  });

  it('does not take what is not known for nothing', () => {
    const stored = ledgerRows(aLedger({ stored: null })).find(({ key }) => key === 'stored');
    expect(stored?.count).toBeNull();
  });

  it('counts unknown keys with the refused requests, although they are of no app', () => {
    const rows = refusalRows(aLedger({ unknownKeyRequests: 31 }));
    expect(rows.find(({ key }) => key === 'unknown-key')?.count).toBe(31);
  });
});

describe('ingestWarnings', () => {
  it('has nothing to say of an app in order, or of one that never sent anything', () => {
    expect(reasons({})).toEqual([]);
    expect(reasons({ stored: 0, inFlight: 0, newestStoredAgeMs: null, store: null, queue: null })).toEqual(
      [],
    );
  });

  it('warns of events in flight while nothing is stored, not of an app that rests', () => {
    expect(reasons({ newestStoredAgeMs: LATE_AFTER_MS, inFlight: 1 })).toEqual([]);
    expect(reasons({ newestStoredAgeMs: LATE_AFTER_MS + 1, inFlight: 1 })).toEqual(['late']);
    expect(reasons({ newestStoredAgeMs: 86_400_000, inFlight: 0 })).toEqual([]);
  });

  it('warns of dead letters', () => {
    expect(reasons({ deadLettered: 1 })).toEqual(['dead-letters']);
  });

  it('warns when events wait because the store is away, and says only that of them', () => {
    expect(reasons({ store: AWAY, inFlight: 5, newestStoredAgeMs: LATE_AFTER_MS * 9 })).toEqual([
      'store-away',
    ]);
    expect(reasons({ store: AWAY, inFlight: 0, queue: { ...QUEUE, delayed: 1 } })).toEqual(['store-away']);
    expect(reasons({ store: AWAY, inFlight: 0, queue: QUEUE })).toEqual([]);
    const [warning] = ingestWarnings(aLedger({ store: AWAY, inFlight: 1 }));
    expect(warning?.text).toMatch(/^ClickHouse cannot be reached\. 1 event waits/);
  });

  it('warns when it is not known what is stored', () => {
    expect(reasons({ stored: null, newestStoredAgeMs: null })).toEqual(['unknown']);
  });

  it('shows a state that it does not know as it is', () => {
    const [warning] = ingestWarnings(aLedger({ store: { ...AWAY, state: 'on-holiday' } }));
    expect(warning?.text).toMatch(/^on-holiday\./);
  });
});

describe('ingestLine', () => {
  it.each([
    [{}, 2300, 'Stored 2 s ago · 12 in flight'],
    [{ inFlight: 0 }, 1999, 'Stored just now'],
    [{ inFlight: 0 }, 3 * 3_600_000, 'Stored 3 h ago'],
    [{ inFlight: 0 }, null, 'Nothing stored yet'],
    [{ inFlight: 12_400, deadLettered: 1 }, 60_000, 'Stored 1 min ago · 12.4K in flight · 1 dead letter'],
    [{ stored: null, deadLettered: 2 }, null, 'ClickHouse does not answer · 12 in flight · 2 dead letters'],
  ])('says of %j and an age of %s "%s"', (change, ageMs, expected) => {
    expect(line(change, ageMs)).toBe(expected);
  });
});
