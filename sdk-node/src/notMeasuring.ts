import type { Paceline } from './paceline.ts';

/** What an app gets that configured nothing usable: it runs, and nothing is measured. */
export const NOT_MEASURING: Paceline = {
  measure: nothing,
  recordRequest: nothing,
  recordError: nothing,
  recordCache: nothing,
  cache: { hit: nothing, miss: nothing, evict: nothing },
  timeQuery: (_system, _operation, fn) => fn(),
  timeInference: (_model, fn) => fn(),
  timeVectorSearch: (_index, fn) => fn(),
  pool: () => nothing,
  flush: () => Promise.resolve(),
  stop: nothing,
  counts: () => ({ recorded: 0, accepted: 0, dropped: 0, refused: 0, overflowed: 0, waiting: 0 }),
};

function nothing(): void {}
