import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import type { EstimateAnswer } from '@paceline/query-api/responses';

/** Far fewer events than the minimum leave an end unknown, and then both, as the API does. */
const SHARE_WITH_UPPER_END = 0.3;
const SHARE_WITH_LOWER_END = 0.05;

/** Events below which the API calls a statistic thin. */
function minimumOf(statistic: string): number {
  const [, percent] = /^p(\d+)$/.exec(statistic) ?? [];
  if (percent !== undefined) return 10 / Math.min(Number(percent) / 100, 1 - Number(percent) / 100);
  if (/share|availability|errorRate|hitRate|missRate/i.test(statistic)) return 100;
  return statistic === 'mean' ? 30 : 10;
}

/** The error of a recorded value: the fewer events, the wider. What tells what happened has no interval. */
export function errorOf(value: number | null, statistic: string, events: number): EstimateAnswer | null {
  if (value === null) return null;
  const minimum = minimumOf(statistic);
  const thin = events < minimum - 1e-6;
  if (statistic === 'max') return { low: null, high: null, thin, relativeErrorBound: 0 };
  const reach = 0.01 + Math.sqrt(minimum / Math.max(1, events)) / 6;
  const isShare = /share|availability|Rate/.test(statistic) && value <= 1;
  const size = isShare ? Math.min(value, 1 - value) : value;
  const high = value + size * reach * 1.4;
  return {
    low: !isShare && events < minimum * SHARE_WITH_LOWER_END ? null : Math.max(0, value - size * reach),
    high: !isShare && events < minimum * SHARE_WITH_UPPER_END ? null : high,
    thin,
    relativeErrorBound: RELATIVE_ERROR_BOUND,
  };
}

/** The errors of each of some values, by their names. */
export function errorsOf(values: Readonly<Record<string, number | null>>, events: number) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, errorOf(value, name, events)]),
  );
}

/** The errors of a row of values. */
export function errorColumnsOf(
  values: readonly (number | null)[],
  statistic: string,
  events: readonly number[],
) {
  const errors = values.map((value, index) => errorOf(value, statistic, events[index] ?? 0));
  return {
    low: errors.map((error) => error?.low ?? null),
    high: errors.map((error) => error?.high ?? null),
    thin: errors.map((error) => error?.thin ?? null),
  };
}
