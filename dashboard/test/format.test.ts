import { DEFAULT_BUDGETS } from '@paceline/budgets';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration } from '../src/format/formatTime.ts';
import {
  formatAgainst,
  formatEvents,
  formatHeadroom,
  formatTarget,
  formatText,
} from '../src/format/formatValue.ts';
import { statisticName, statisticUnit } from '../src/format/statisticNames.ts';

const locale = 'en-US';
const plain = (text: string) => text.replaceAll('\u00A0', ' ');

describe('formatText', () => {
  it.each([
    [184.2, 'ms', '184 ms'],
    [44.14, 'ms', '44.1 ms'],
    [0.3512, 'ms', '0.351 ms'],
    [0, 'ms', '0 ms'],
    [1240, 'ms', '1.24 s'],
    [90_000, 'ms', '1.5 min'],
    [380 * 1024, 'bytes', '380 KB'],
    [512 * 1024 ** 2, 'bytes', '512 MB'],
    [0.0521, 'score', '0.052'],
    [0.9997, 'share', '99.97%'],
    [0.0002, 'share', '0.02%'],
    [0.871, 'share', '87.1%'],
    [1, 'share', '100%'],
    [5230, 'per-second', '5,230 /s'],
    [34, 'count', '34'],
  ])('writes %d of %s as %s', (value, unit, expected) => {
    expect(plain(formatText(value, unit, { locale }))).toBe(expected);
  });

  it('writes what was not measured as a dash, never as zero', () => {
    expect(formatText(null, 'ms')).toBe('–');
  });
});

describe('formatAgainst', () => {
  it('adds digits so that a value does not read as the target it misses', () => {
    expect(formatAgainst(199.97, 200, 'ms', locale)).toEqual({ number: '199.97', symbol: 'ms' });
    expect(formatAgainst(0.99949, 0.9995, 'share', locale).number).toBe('99.949%');
    expect(formatAgainst(200, 200, 'ms', locale).number).toBe('200');
  });

  it('never reads as the target unless it is closer than any digit shows', () => {
    fc.assert(
      fc.property(fc.double({ min: 190, max: 210, noNaN: true }), (value) => {
        fc.pre(Math.abs(value - 200) > 0.001);
        expect(formatAgainst(value, 200, 'ms', locale).number).not.toBe('200');
      }),
    );
  });
});

describe('formatTarget', () => {
  it('writes every documented budget as it is documented', () => {
    const written = Object.fromEntries(
      DEFAULT_BUDGETS.map((budget) => [budget.id, plain(formatTarget(budget, locale))]),
    );
    expect(written).toMatchObject({
      'page-load': '< 1.2 s',
      'first-contentful-paint': '< 600 ms',
      'cumulative-layout-shift': '< 0.1',
      'api-throughput': '≥ 5,000 /s',
      'api-availability': '≥ 99.95%',
      'api-error-rate': '< 0.05%',
      'database-connections': '< 100',
      'model-cold-start': '< 10 s',
      'page-code': '< 500 KB',
      memory: '< 512 MB',
      cpu: '< 70%',
      'modern-images': '≥ 100%',
      'cache-hit-rate': '> 80%',
    });
  });
});

describe('the smaller formats', () => {
  it('signs headroom', () => {
    expect(formatHeadroom(0.38, locale)).toBe('+38%');
    expect(formatHeadroom(-0.12, locale)).toBe('−12%');
    expect(formatHeadroom(0.004, locale)).toBe('+0.4%');
    expect(formatHeadroom(0, locale)).toBe('0%');
  });

  it('counts events', () => {
    expect([1, 980, 12_400].map((count) => formatEvents(count, locale))).toEqual([
      '1 event',
      '980 events',
      '12.4K events',
    ]);
  });

  it('writes lengths of time', () => {
    expect([-1, 45, 720, 10_800, 172_800].map(formatDuration)).toEqual([
      '0 s',
      '45 s',
      '12 min',
      '3 h',
      '2 d',
    ]);
  });

  it('names statistics and their units', () => {
    expect(['p95', 'mean', 'peak-rate'].map(statisticName)).toEqual(['P95', 'mean', 'peak']);
    expect(['p95', 'rate', 'ok-share'].map((statistic) => statisticUnit(statistic, 'ms'))).toEqual([
      'ms',
      'per-second',
      'share',
    ]);
  });
});
