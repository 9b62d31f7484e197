import type { EstimateAnswer } from '@paceline/query-api/responses';

/** How far an interval reaches to either side, as a share of its value. */
const REACH = 0.03;

/** The error of a recorded value. */
export function errorOf(value: number | null, thin: boolean): EstimateAnswer | null {
  return value === null ? null : { ...endsOf(value), thin, relativeErrorBound: 0.02 };
}

/** The errors of each of some values, by their names. */
export function errorsOf(values: Readonly<Record<string, number | null>>, thin: boolean) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, errorOf(value, thin)]));
}

/** The errors of a row of values. */
export function errorColumnsOf(values: readonly (number | null)[], thin: boolean) {
  const ends = values.map((value) => (value === null ? null : endsOf(value)));
  return {
    low: ends.map((end) => end?.low ?? null),
    high: ends.map((end) => end?.high ?? null),
    thin: ends.map((end) => (end === null ? null : thin)),
  };
}

function endsOf(value: number) {
  return { low: value * (1 - REACH), high: value * (1 + REACH) };
}
