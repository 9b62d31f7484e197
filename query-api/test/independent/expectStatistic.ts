import type { Measurement } from '@paceline/protocol';
import { expect } from 'vitest';
import * as oracle from './oracle.ts';

/** What an answer tells of one statistic. */
export interface Told {
  readonly value: number | null | undefined;
  readonly low: number | null | undefined;
  readonly high: number | null | undefined;
  readonly thin: boolean | null | undefined;
}

type Rows = readonly Measurement[];

/** The bound that the API states of percentiles. */
const STATED_BOUND = 0.02;
/** What sums of floating-point numbers may differ by. */
const ROUNDING = 1e-9;
/** Observations, of which the value needs more or it is thin. */
const MINIMUM = { mean: 30, share: 100, amount: 10, beyond: 10 };

const EXACT: Readonly<Record<string, (rows: Rows, seconds: number) => number>> = {
  mean: oracle.meanOf,
  min: oracle.leastOf,
  max: oracle.mostOf,
  rate: (rows, seconds) => oracle.weightOf(rows) / seconds,
  'failed-share': oracle.failedShareOf,
  'error-rate': oracle.failedShareOf,
  'ok-share': (rows) => 1 - oracle.failedShareOf(rows),
  count: oracle.weightOf,
  sum: oracle.sumOf,
};

/** Whether two numbers are the same but for rounding. */
export function expectAlmost(told: number | null | undefined, exact: number): void {
  expect(told).toBeTypeOf('number');
  const scale = Math.max(Math.abs(exact), ROUNDING);
  expect(Math.abs((told ?? Number.NaN) - exact) / scale).toBeLessThanOrEqual(ROUNDING);
}

/** Expects a statistic to be what the raw rows say: null without rows, exact, or within the bound that is stated for it. */
export function expectStatistic(name: string, told: Told, rows: Rows, seconds: number): void {
  if (rows.length === 0) {
    expect([told.value, told.low, told.high, told.thin], name).toEqual([null, null, null, null]);
    return;
  }
  const [, percent] = /^p([\d.]+)$/.exec(name) ?? [];
  const [, form, target] = /^(share-under|apdex):(.+)$/.exec(name) ?? [];
  if (percent !== undefined) expectPercentile(Math.round(Number(percent) * 10), told, rows);
  else if (form !== undefined) expectShareUnder(form, Number(target), told, rows);
  else expectExact(name, told, rows, seconds);
}

function expectPercentile(thousandths: number, { value, low, high, thin }: Told, rows: Rows): void {
  const exact = oracle.percentileOf(rows, thousandths);
  expect(Math.abs((value ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * STATED_BOUND * (1 + ROUNDING));
  expectAround(exact, low, high);
  const beyond = (observationsOf(rows) * Math.min(thousandths, 1000 - thousandths)) / 1000;
  if (Math.abs(beyond - MINIMUM.beyond) > ROUNDING) expect(thin).toBe(beyond < MINIMUM.beyond);
}

/** How the weight near a target divides is not known; nothing else is. */
function expectShareUnder(form: string, target: number, { value, low, high, thin }: Told, rows: Rows): void {
  const limits = form === 'apdex' ? [target, 4 * target] : [target];
  const mean = (of: (limit: number) => number) =>
    limits.reduce((sum, limit) => sum + of(limit), 0) / limits.length;
  const exact = mean((limit) => oracle.shareUnder(rows, limit));
  const near = mean(
    (limit) =>
      oracle.shareUnder(rows, limit * (1 + STATED_BOUND)) -
      oracle.shareUnder(rows, limit / (1 + STATED_BOUND)),
  );
  expect(Math.abs((value ?? Number.NaN) - exact)).toBeLessThanOrEqual(near + ROUNDING);
  expectAround(exact, low, high);
  expect(thin).toBe(observationsOf(rows) < MINIMUM.share);
}

function expectExact(name: string, { value, low, high, thin }: Told, rows: Rows, seconds: number): void {
  const exact = EXACT[name]?.(rows, seconds) ?? Number.NaN;
  if (['count', 'min', 'max'].includes(name)) expect(value, name).toBe(exact);
  else expectAlmost(value, exact);
  if (['sum', 'min', 'max'].includes(name)) expect([low, high], name).toEqual([null, null]);
  else expectAround(exact, low, high);
  expect(thin, name).toBe(observationsOf(rows) < minimumOf(name, rows));
}

function minimumOf(name: string, rows: Rows): number {
  const isShare = name.endsWith('-share') || name === 'error-rate';
  // A mean of outcomes is a share.
  const isOutcomes = rows.every(({ value }) => value === 0 || value === 1);
  if (isShare || (name === 'mean' && isOutcomes)) return MINIMUM.share;
  return name === 'mean' ? MINIMUM.mean : MINIMUM.amount;
}

/** An interval always holds the value of the sample itself. */
function expectAround(exact: number, low: number | null | undefined, high: number | null | undefined): void {
  const rounding = Math.abs(exact) * ROUNDING + Number.MIN_VALUE;
  if (low !== null) expect(low).toBeLessThanOrEqual(exact + rounding);
  if (high !== null) expect(high).toBeGreaterThanOrEqual(exact - rounding);
}

/** Cache lookups are gathered: each that a row stands for was observed. Others are sampled: only the row was. */
function observationsOf(rows: Rows): number {
  return rows[0]?.metric.startsWith('cache.') === true ? oracle.weightOf(rows) : rows.length;
}
