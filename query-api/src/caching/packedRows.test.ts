import { distributionOf } from '@paceline/protocol';
import type { DistributionRow } from '@paceline/storage';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOfRows, packRows, unpackRows } from './packedRows.ts';

const row = fc
  .record({
    values: fc.array(fc.double({ noNaN: true, min: -5, max: 1e300 }), { maxLength: 9 }),
    atSeconds: fc.nat(),
  })
  .map(({ values, atSeconds }): DistributionRow => ({
    metric: 'request.duration',
    atSeconds,
    group: { route: '/' },
    distribution: distributionOf(values),
  }));

it('gives back what was packed', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(unpackRows(packRows(rows))).toEqual(rows);
    }),
  );
});

it('takes ten bytes a bin beside its row', () => {
  const [one, three] = [[1], [1, 10, 100]].map((values) =>
    bytesOfRows(
      packRows([{ metric: 'vital.lcp', atSeconds: 0, group: {}, distribution: distributionOf(values) }]),
    ),
  );
  expect((three ?? 0) - (one ?? 0)).toBe(20);
});
