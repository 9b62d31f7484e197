import type { Retention, Storage, TimeRange } from '@paceline/storage';
import type { Context, MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import type { Registry } from 'prom-client';
import { chooseStep, parseStep, USUAL_POINTS } from '../asking/chooseStep.ts';
import { parseComparison } from '../asking/parseComparison.ts';
import { parseRange } from '../asking/parseRange.ts';
import { toFilter } from '../asking/querySchema.ts';
import type { CallerEnv } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import { type SharedQueries, shareQueries } from '../queries/shareQueries.ts';
import { cacheFinished } from './cacheFinished.ts';
import { createCacheMetrics } from './createCacheMetrics.ts';
import { createStoredVersions } from './createStoredVersions.ts';
import { finishedDistributions } from './finishedDistributions.ts';
import { finishedPeaks } from './finishedPeaks.ts';
import { ASK_AGAIN, reuseAnswers, VARY_BY_CALLER } from './reuseAnswers.ts';

const MOST_PEAK_BYTES = 1_000_000;

interface AnswerCacheDeps {
  readonly storage: Pick<Storage, 'loadFreshness'> & SharedQueries;
  readonly retention: Retention;
  /** How long after they happened events are taken. */
  readonly pastMs: number;
  /** Bytes that are kept at most. */
  readonly maxBytes: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly registry: Registry;
}

/** What saves questions to the storage, and bytes to callers. */
export interface AnswerCache extends Pick<Storage, 'loadFreshness'> {
  /** The storage's heavy questions: each once at a time, and of finished times what is kept. */
  readonly queries: SharedQueries;
  /** Gives answers of what is below `/api/v1/` their tags, once it is known who asks. */
  readonly middleware: MiddlewareHandler<CallerEnv>;
  /** Forgets what is kept of an app. To be called after something of it was deleted. */
  readonly forget: (app: string) => void;
}

/** Figures of an app in a range, which change when something is stored of it, or when time passes. */
const REUSED: ReadonlySet<string> = new Set(
  (['summary', 'series', 'table', 'histogram', 'heatmap', 'compare', 'budgets'] as const).map(
    (name) => ENDPOINTS[name].path,
  ),
);
/** Answers that change for other reasons, and cost little: their tag is made of their text. */
const TAGGED = /^\/api\/v1\/(alerts|apps|metrics|dimensions\/[^/]+)$/;

export function createAnswerCache(deps: AnswerCacheDeps): AnswerCache {
  const { storage, retention, now } = deps;
  // Half for what is over, half for answers; peaks are a number each.
  const maxBytes = Math.ceil(deps.maxBytes / 2);
  const versions = createStoredVersions({ storage, now });
  const distributions = cacheFinished({
    ...deps,
    ...finishedDistributions(retention),
    load: (query) => storage.loadDistributions(query),
    maxBytes,
    versions,
  });
  const peaks = cacheFinished({
    ...deps,
    ...finishedPeaks(retention),
    load: (query) => storage.loadPeakRate(query),
    maxBytes: MOST_PEAK_BYTES,
    versions,
  });
  let answersKept = 0;
  createCacheMetrics(deps.registry, () => ({ ...distributions.counts(), answersKept }));
  const queries = {
    loadDistributions: distributions.load,
    loadPeakRate: peaks.load,
    loadDimensionValues: storage.loadDimensionValues,
  };

  const kindOf = ({ req }: Context) => {
    if (req.path === ENDPOINTS.compare.path) return sidesOf;
    return req.path === ENDPOINTS.series.path ? pointsOf : rangeOf;
  };
  const known = (nowMs: number) => ({ retention, nowMs });

  /** The range that a request names, and the points that it is split into. */
  function rangeOf({ req }: Context, nowMs: number): readonly TimeRange[] {
    const range = parseRange({ from: req.query('from'), to: req.query('to') }, nowMs);
    const step = req.query('step') ?? '';
    return step === '' ? [range] : [{ ...range, stepSeconds: parseStep(step, range, known(nowMs)) }];
  }

  /** The same of a series. A rate in a point that still runs changes with every moment, so the point counts as a range too. */
  function pointsOf(c: Context, nowMs: number): readonly TimeRange[] {
    const ranges = rangeOf(c, nowMs);
    const [range] = ranges;
    const rates = (c.req.query('statistic') ?? '').split(',').some((name) => name.trim() === 'rate');
    if (!rates || range === undefined || range.toMs < nowMs) return ranges;
    const { stepSeconds = chooseStep(range, USUAL_POINTS, known(nowMs)) } = range;
    return [...ranges, { fromMs: Math.floor(nowMs / 1000 / stepSeconds) * stepSeconds * 1000, toMs: nowMs }];
  }

  /** Both ranges that a request compares. */
  function sidesOf({ req }: Context, nowMs: number): readonly TimeRange[] {
    const asked = req.query();
    const after = {
      ...parseRange(asked, nowMs),
      filter: toFilter({ release: req.queries('release') }),
    };
    const sides = parseComparison(asked, after, known(nowMs));
    return [sides.before, sides.after].map(({ fromMs, toMs }) => ({ fromMs, toMs }));
  }

  const reuse = reuseAnswers(
    { versions, retention, maxBytes, onKept: () => (answersKept += 1), now },
    (c) => (nowMs) => kindOf(c)(c, nowMs),
  );
  const tag = etag({ weak: true });
  return {
    loadFreshness: versions.loadFreshness,
    queries: shareQueries(queries, { retention, now }),
    middleware: async (c, next) => {
      if (REUSED.has(c.req.path)) return reuse(c, next);
      if (!TAGGED.test(c.req.path)) return next();
      return tag(c, async () => {
        await next();
        if (!c.res.ok) return;
        c.res.headers.set('cache-control', ASK_AGAIN);
        c.res.headers.set('vary', VARY_BY_CALLER);
      });
    },
    forget(app) {
      distributions.forget(app);
      peaks.forget(app);
      versions.bump(app);
    },
  };
}
