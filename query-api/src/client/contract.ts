// Made from the schemas of the API by query-api/scripts/writeContract.ts: change those, and run it again.
/* oxlint-disable max-lines -- it is as long as the API is wide */

export type Alerts = {
  alerts: {
    incidentId: string;
    budgetId: string;
    state: 'firing' | 'resolved';
    at: string;
    value: number | null;
    target: number;
    /** Events behind the figures */
    events: number;
  }[];
};

export type Apps = { apps: { name: string; environments: string[] }[] };

export type BudgetStatus = {
  id: string;
  title: string;
  area: 'loading' | 'api' | 'database' | 'ai' | 'frontend' | 'backend';
  metric: string;
  /** The metric is an approximation (time to interactive in the field) */
  approximate: boolean;
  statistic: string;
  comparison: 'below' | 'at-least' | 'above';
  unit: string;
  target: number;
  goal: number | null;
  bestSeen: number | null;
  value: number | null;
  /** Lower end of the interval of the value; null where it cannot be told */
  low: number | null;
  /** Upper end of the interval of the value; null where it cannot be told */
  high: number | null;
  /** Whether there were too few events for the value, see Estimate; null without a value */
  thin: boolean | null;
  /** Other statistics of the same metric */
  companions: Record<string, number | null>;
  /** The error of each companion */
  companionEstimates: Record<string, Estimate | null>;
  /** Distance to the target in its unit; negative when broken */
  headroom: number | null;
  /** Share of what the budget allows that is left: of the target, or, for a share that should be high (availability, hit rate), of 1 - target. Negative when broken; null where the budget allows nothing */
  headroomShare: number | null;
  status: 'ok' | 'at-risk' | 'broken' | 'no-data';
  /** Events behind the figures */
  events: number;
  minimumEvents: number;
  optional: boolean;
  severity: 'page' | 'ticket' | 'none';
  scope: Record<string, string>;
  /** The value over time, without errors: /api/v1/series has them */
  sparkline: { stepSeconds: number; values: (number | null)[] };
};

export type Budgets = {
  app: string;
  environment: string | null;
  from: string;
  to: string;
  budgets: BudgetStatus[];
  /** Largest relative error of every percentile */
  relativeErrorBound: number;
  /** Share of intervals that hold the value that they are about, if observations are independent */
  confidence: number;
};

export type CacheRates = {
  /** Hits / lookups, 0 to 1 */
  hitRate: number | null;
  /** Misses / lookups, 0 to 1 */
  missRate: number | null;
  /** Evictions / lookups; null for caches that nobody sees evict (browser, CDN) */
  evictionRate: number | null;
  /** Lookups behind the rates */
  events: number;
  estimates: { hitRate: Estimate | null; missRate: Estimate | null; evictionRate: Estimate | null };
};

export type Comparison = {
  app: string;
  metric: string;
  unit: string;
  statistics: {
    name: string;
    unit: string;
    /** Which value is the good one */
    better: 'lower' | 'higher';
  }[];
  before: {
    from: string;
    to: string;
    /** Releases that it is narrowed to; null: all */
    release: string[] | null;
    /** Events that were measured */
    events: number;
    /** What the events stand for: more than events where they were sampled or gathered */
    weight: number;
    /** What the failed ones of them stand for */
    errors: number;
  };
  after: {
    from: string;
    to: string;
    /** Releases that it is narrowed to; null: all */
    release: string[] | null;
    /** Events that were measured */
    events: number;
    /** What the events stand for: more than events where they were sampled or gathered */
    weight: number;
    /** What the failed ones of them stand for */
    errors: number;
  };
  /** By the names of the statistics */
  overall: Record<string, StatisticComparison>;
  groupBy: string[];
  /** First the groups with a better or worse, by the largest of their changeShares; then the others, the heaviest first. Empty without groupBy */
  groups: {
    /** Value of each dimension of groupBy; empty for what is not known */
    group: Record<string, string>;
    before: {
      /** Events that were measured */
      events: number;
      /** What the events stand for: more than events where they were sampled or gathered */
      weight: number;
      /** What the failed ones of them stand for */
      errors: number;
    };
    after: {
      /** Events that were measured */
      events: number;
      /** What the events stand for: more than events where they were sampled or gathered */
      weight: number;
      /** What the failed ones of them stand for */
      errors: number;
    };
    /** By the names of the statistics */
    statistics: Record<string, StatisticComparison>;
  }[];
  /** Groups there are, of which the first are answered */
  total: number;
  /** Groups with at least one better or worse */
  changed: number;
  /** Verdicts of groups that had enough events on both sides */
  comparisons: number;
  /** Largest relative error of every percentile */
  relativeErrorBound: number;
  /** Share of intervals that hold the value that they are about, if observations are independent */
  confidence: number;
  /** Confidence of the interval of each change in overall */
  changeConfidence: number;
  /** Confidence of the interval of each change in groups: higher, by Bonferroni, so that all of them together are as sure as one in overall */
  groupChangeConfidence: number;
};

export type Deletion = {
  id: string;
  app: string;
  /** All of the app, or one visit */
  kind: 'app' | 'session';
  /** Only what was measured before this; null: everything */
  before: string | null;
  /** SHA-256 of the id of the visit, in hexadecimal; the id itself is not kept */
  sessionDigest: string | null;
  /** Name of the token */
  askedBy: string;
  askedAt: string;
  /** finished: no answer has any of it. running: tables are being rewritten, and answers may still have some of it. incomplete: it failed before all of it was begun; ask for it again */
  state: 'incomplete' | 'running' | 'finished';
  /** About; null before it is */
  finishedAt: string | null;
  /** Parts of tables that are still to be rewritten */
  partsToDo: number;
  /** Why the database could not rewrite a part when it last tried; it goes on trying */
  failure: string | null;
  /** Measurements that there were when it was asked for */
  measurements: number;
  /** Events that those are of that there were when it was asked for */
  events: number;
  /** Texts of errors that there were when it was asked for */
  errors: number;
  /** Rows of rollups that there were when it was asked for */
  rollupRows: number;
  /** What stays, and what may come later */
  note: string;
};

export type Deletions = {
  app: string;
  /** Newest first */
  deletions: Deletion[];
};

export type DimensionValues = {
  app: string;
  dimension: string;
  /** Most frequent first */
  values: string[];
};

export type ErrorDetail = {
  app: string;
  /** Where the answer begins: later than asked for when older rows are dropped */
  from: string;
  to: string;
  /** Single rows from before this are dropped */
  keptFrom: string;
  /** Width of a point */
  stepSeconds: number;
  /** Start of each point, epoch seconds */
  times: number[];
  /** Equal for errors that are alike */
  fingerprint: string;
  /** As the newest report has it: uncaught, rejection, resource, csp or handled */
  kind: string;
  name: string;
  /** Of the newest report */
  message: string;
  /** How many errors the reports stand for */
  weight: number;
  /** Reports that are stored */
  events: number;
  /** Visits that had it, within 1 % or so; 0 where none is known */
  sessions: number;
  /** Within the range */
  firstSeenAt: string;
  lastSeenAt: string;
  /** The heaviest few */
  routes: {
    route: string;
    /** How many errors the reports stand for */
    weight: number;
  }[];
  /** The heaviest few */
  releases: {
    release: string;
    /** How many errors the reports stand for */
    weight: number;
  }[];
  /** Weight in each point of times; 0 where there was none */
  counts: number[];
  /** The newest reports */
  samples: {
    at: string;
    kind: string;
    name: string;
    message: string;
    stack: string | null;
    environment: string;
    release: string;
    route: string;
    source: string;
    /** How many errors the reports stand for */
    weight: number;
    /** W3C trace id */
    traceId: string | null;
    /** Random id of the visit, else of the page view */
    sessionId: string | null;
    batchId: string;
    /** Position of the event in its batch */
    eventIndex: number;
  }[];
};

export type Errors = {
  app: string;
  /** Where the answer begins: later than asked for when older rows are dropped */
  from: string;
  to: string;
  /** Single rows from before this are dropped */
  keptFrom: string;
  /** Width of a point */
  stepSeconds: number;
  /** Start of each point, epoch seconds */
  times: number[];
  sort: 'weight' | 'lastSeen';
  /** Groups there are, of which this is a page */
  total: number;
  offset: number;
  limit: number;
  errors: {
    /** Equal for errors that are alike */
    fingerprint: string;
    /** As the newest report has it: uncaught, rejection, resource, csp or handled */
    kind: string;
    name: string;
    /** Of the newest report */
    message: string;
    /** How many errors the reports stand for */
    weight: number;
    /** Reports that are stored */
    events: number;
    /** Visits that had it, within 1 % or so; 0 where none is known */
    sessions: number;
    /** Within the range */
    firstSeenAt: string;
    lastSeenAt: string;
    /** The heaviest few */
    routes: {
      route: string;
      /** How many errors the reports stand for */
      weight: number;
    }[];
    /** The heaviest few */
    releases: {
      release: string;
      /** How many errors the reports stand for */
      weight: number;
    }[];
    /** Weight in each point of times; 0 where there was none */
    counts: number[];
  }[];
};

export type Estimate = {
  /** Lower end of the interval; null where it cannot be told */
  low: number | null;
  /** Upper end of the interval; null where it cannot be told */
  high: number | null;
  /** Too few observations to build on: for a percentile fewer than 10 beyond it, for a mean fewer than 30, for a share fewer than 100, for a rate fewer than 10 */
  thin: boolean;
  /** Largest relative error of the value against the exact one of the same events: 0 for what is exact, null where there is no bound */
  relativeErrorBound: number | null;
};

export type Heatmap = {
  app: string;
  metric: string;
  unit: string;
  stepSeconds: number;
  from: string;
  to: string;
  /** Start of every column, epoch seconds; the first may lie before `from` */
  times: number[];
  /** Ends of the rows, the same in every column, in ascending order without gaps */
  rows: {
    /** Values from here; the bar from 0 to 0 has what is zero or negative */
    from: number;
    /** Values below this */
    to: number;
  }[];
  /** Of every column the weight in each row, exact; null where nothing was measured */
  columns: (number[] | null)[];
  /** Events of every column */
  events: number[];
  /** Of any cell, for the scale of colours; 0 where nothing was measured */
  largestWeight: number;
};

export type Histogram = {
  app: string;
  metric: string;
  unit: string;
  from: string;
  to: string;
  /** Events that were measured */
  events: number;
  /** What the events stand for: more than events where they were sampled or gathered */
  weight: number;
  /** What the failed ones of them stand for */
  errors: number;
  min: number | null;
  max: number | null;
  /** In ascending order without gaps, equally wide on a logarithmic axis; empty where nothing was measured */
  bars: {
    /** Values from here; the bar from 0 to 0 has what is zero or negative */
    from: number;
    /** Values below this */
    to: number;
    /** What the events in it stand for; exact */
    weight: number;
    /** Share of all weight, 0 to 1 */
    share: number;
  }[];
  /** Null without a target, and where nothing was measured */
  target:
    | (Estimate & {
        /** The target that was asked for */
        value: number;
        /** Share of the weight at or below it, 0 to 1; its error is beside it */
        shareBelow: number;
      })
    | null;
  /** Largest relative error of every percentile */
  relativeErrorBound: number;
  /** Share of intervals that hold the value that they are about, if observations are independent */
  confidence: number;
};

export type Ledger = {
  app: string;
  /** Events of requests that were answered with 202, since the beginning */
  received: number;
  /** Null while the database does not answer */
  stored: number | null;
  /** Events in the queue */
  inFlight: number;
  /** Events that can never be stored, kept for an operator to look at */
  deadLettered: number;
  /** Events that were not stored, by reason */
  dropped: {
    invalid: number;
    'too-old': number;
    'in-the-future': number;
    'too-many-events': number;
    cardinality: number;
    sampled: number;
    duplicate: number;
    discarded: number;
  };
  /** Requests, not events: they were refused before their events were looked at */
  refusedRequests: {
    'unknown-key': number;
    origin: number;
    'rate-limited': number;
    unsupported: number;
    'too-large': number;
    malformed: number;
  };
  /** Requests refused for their key, which belongs to no app */
  unknownKeyRequests: number;
  /** received - stored - dropped - inFlight - deadLettered: 0 at rest; below 0 for the moment between the storing of events and the counting of it; null while stored is */
  unaccounted: number | null;
  newestStoredAt: string | null;
  /** Milliseconds since newestStoredAt */
  newestStoredAgeMs: number | null;
  /** Whether workers can store, as they last said; null before one said anything */
  store: {
    /** storing, or why events wait: unreachable, busy, too-heavy, refused */
    state: string;
    since: string;
  } | null;
  /** Jobs of all apps in the queue */
  queue: { waiting: number; active: number; delayed: number; failed: number } | null;
};

export type Metrics = {
  metrics: {
    name: string;
    title: string;
    unit: string;
    better: 'lower' | 'higher';
    /** An approximation of what the name says */
    approximate: boolean;
  }[];
};

export type Probe = { status: 'ok'; checks?: Record<string, string> | undefined };

export type Problem = {
  type: string;
  title: string;
  status: number;
  /** What is wrong, and what to do about it */
  detail: string;
  /** Every parameter that is wrong */
  problems?: { parameter: string; detail: string }[] | undefined;
  /** Of /readyz: what is ready and what is not */
  checks?: Record<string, string> | undefined;
};

export type Samples = {
  app: string;
  metric: string;
  unit: string;
  /** Where the answer begins: later than asked for when older rows are dropped */
  from: string;
  to: string;
  /** Single rows from before this are dropped */
  keptFrom: string;
  order: 'slowest' | 'fastest' | 'newest';
  samples: {
    at: string;
    value: number;
    /** How many observations it stands for */
    weight: number;
    failed: boolean;
    dimensions: {
      /** Empty when it is not known */
      environment: string;
      /** Empty when it is not known */
      release: string;
      /** Empty when it is not known */
      route: string;
      /** Empty when it is not known */
      subject: string;
      /** Empty when it is not known */
      source: string;
      /** Empty when it is not known */
      device: string;
      /** Empty when it is not known */
      browser: string;
      /** Empty when it is not known */
      country: string;
      /** Empty when it is not known */
      connection: string;
      /** Empty when it is not known */
      layer: string;
      /** Empty when it is not known */
      statusClass: string;
      /** Empty when it is not known */
      instance: string;
    };
    /** W3C trace id */
    traceId: string | null;
    /** Random id of the visit, else of the page view */
    sessionId: string | null;
    batchId: string;
    /** Position of the event in its batch */
    eventIndex: number;
    /** What its sender said beside, as what a vital is attributed to */
    attributes: Record<string, string | number | boolean> | null;
  }[];
};

export type Series = {
  app: string;
  metric: string;
  unit: string;
  stepSeconds: number;
  from: string;
  to: string;
  /** Start of every point, epoch seconds; the first may lie before `from` */
  times: number[];
  /** One entry a statistic, its values beside `times`; null where nothing was measured */
  series: {
    statistic: string;
    unit: string;
    values: (number | null)[];
    /** Lower ends of the intervals; null where there is none */
    low: (number | null)[];
    /** Upper ends of the intervals; null where there is none */
    high: (number | null)[];
    /** Whether there were too few observations to build on; null where nothing was measured */
    thin: (boolean | null)[];
  }[];
  /** Events of every point */
  events: number[];
  /** Dimensions that the series is split by */
  groupBy: string[];
  /** The heaviest groups, and last the others, if there are any; empty without groupBy */
  groups: {
    /** Value of each dimension of groupBy; empty for what is not known */
    group: Record<string, string>;
    /** All groups that are not told apart, merged: each value is (others) */
    isOthers: boolean;
    /** What its events stand for, of all points */
    weight: number;
    series: {
      statistic: string;
      unit: string;
      values: (number | null)[];
      /** Lower ends of the intervals; null where there is none */
      low: (number | null)[];
      /** Upper ends of the intervals; null where there is none */
      high: (number | null)[];
      /** Whether there were too few observations to build on; null where nothing was measured */
      thin: (boolean | null)[];
    }[];
    /** Events of every point */
    events: number[];
  }[];
  /** Largest relative error of every percentile */
  relativeErrorBound: number;
  /** Share of intervals that hold the value that they are about, if observations are independent */
  confidence: number;
};

export type Session = {
  /** Of the token, as in paceline.yaml; api-token is PACELINE_API_TOKEN */
  name: string;
  /** Apps that it may see */
  apps: string[];
  /** What it may do */
  scopes: ('read' | 'samples' | 'export' | 'delete')[];
  /** When the session ends unless it is used before; null for who sends the token itself */
  expiresAt: string | null;
  /** Whether the session outlives the browser */
  remember: boolean;
};

export type SignIn = {
  token: string;
  /** Keep the session for 30 days instead of until the browser is closed */
  remember?: boolean | undefined;
};

export type StatisticComparison = {
  before: number | null;
  after: number | null;
  beforeEstimate: Estimate | null;
  afterEstimate: Estimate | null;
  /** after - before, in the unit of the statistic; null without one of them */
  change: {
    value: number;
    /** Lower end of its interval; null where it cannot be told */
    low: number | null;
    /** Upper end of its interval; null where it cannot be told */
    high: number | null;
  } | null;
  /** The same as a share of before: 0.2 is a fifth more; null where before is not above 0 */
  changeShare: {
    value: number;
    /** Lower end of its interval; null where it cannot be told */
    low: number | null;
    /** Upper end of its interval; null where it cannot be told */
    high: number | null;
  } | null;
  /** better, worse: the interval of the change does not hold 0. no-difference-shown: it does; the interval tells how large a difference there may be. not-enough: one side has too few events */
  verdict: 'better' | 'worse' | 'no-difference-shown' | 'not-enough';
};

export type Statistics = {
  p50: number | null;
  p75: number | null;
  p95: number | null;
  p99: number | null;
  mean: number | null;
  /** Events behind the figures */
  events: number;
  estimates: {
    p50: Estimate | null;
    p75: Estimate | null;
    p95: Estimate | null;
    p99: Estimate | null;
    mean: Estimate | null;
  };
};

export type StoredNotice = {
  app: string;
  /** Since the beginning */
  storedEvents: number;
  /** Epoch milliseconds */
  newestStoredAt: number;
};

export type Summary = {
  app: string;
  environment: string | null;
  release: string | null;
  route: string | null;
  from: string;
  to: string;
  /** Milliseconds, of requests measured by servers */
  responseTime: Statistics;
  throughput: {
    /** Over the part of the range that has passed */
    requestsPerSecond: number | null;
    /** Of the busiest bucket: of 10 seconds for ranges of up to 2 days, else of a minute or an hour */
    peakRps: number | null;
    /** Events behind the figures */
    events: number;
    estimates: { requestsPerSecond: Estimate | null };
  };
  /** Requests answered 5xx or not at all / requests, 0 to 1 */
  errorRate: number | null;
  /** 1 - errorRate, of requests measured by servers */
  availability: number | null;
  systemHealth: {
    /** Mean share of the CPUs allowed, 0 to 1 */
    cpuUsage: number | null;
    /** Mean resident bytes of an instance */
    memoryUsage: number | null;
    /** Mean share of the disk, 0 to 1 */
    diskUsage: number | null;
    /** Events behind the figures */
    events: number;
    estimates: { cpuUsage: Estimate | null; memoryUsage: Estimate | null; diskUsage: Estimate | null };
  };
  cachePerformance: CacheRates & { layers: Record<string, CacheRates> };
  /** By vital: LCP, INP, CLS, FCP, TTFB, FID, TTI, TBT, LOAD; each is there, null where not measured */
  webVitals: Record<string, Statistics>;
  /** What errorRate and availability are made of; a sampled event counts as many times as it stands for */
  events: { requests: number; failedRequests: number; errors: number };
  estimates: { errorRate: Estimate | null; availability: Estimate | null };
  /** Largest relative error of every percentile */
  relativeErrorBound: number;
  /** Share of intervals that hold the value that they are about, if observations are independent */
  confidence: number;
};

export type Table = {
  app: string;
  metric: string;
  unit: string;
  from: string;
  to: string;
  groupBy: string[];
  statistics: { name: string; unit: string }[];
  sort: string;
  order: 'asc' | 'desc';
  /** Rows there are, of which this is a page */
  total: number;
  offset: number;
  limit: number;
  rows: {
    /** Value of each dimension of groupBy; empty for what is not known */
    group: Record<string, string>;
    /** Events that were measured */
    events: number;
    /** What the events stand for: more than events where they were sampled or gathered */
    weight: number;
    /** What the failed ones of them stand for */
    errors: number;
    /** By the names of the statistics */
    values: Record<string, number | null>;
    /** The error of each value */
    estimates: Record<string, Estimate | null>;
  }[];
  /** Largest relative error of every percentile */
  relativeErrorBound: number;
  /** Share of intervals that hold the value that they are about, if observations are independent */
  confidence: number;
};

/** What each endpoint takes and answers, by its name. */
export interface Contract {
  /** Who one is, and what one may do */
  readonly session: {
    readonly question: {};

    readonly answer: Session;
  };
  /** Signs in: exchanges a token for the cookie of a session */
  readonly signIn: {
    readonly question: {};
    readonly body: SignIn;
    readonly answer: Session;
  };
  /** Signs out: has the browser forget the cookie of its session */
  readonly signOut: {
    readonly question: {};

    readonly answer: null;
  };
  /** What was measured of an app in a range */
  readonly summary: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; empty or absent: all */
      readonly environment?: string | undefined;
      /** Only this release; empty or absent: all */
      readonly release?: string | undefined;
      /** Only this route template; empty or absent: all */
      readonly route?: string | undefined;
    };

    readonly answer: Summary;
  };
  /** Statistics of a metric over time */
  readonly series: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** A metric of /api/v1/metrics, or custom.<name> */
      readonly metric: string;
      /** Comma list of at most 12: percentiles as p50, p95 or p99.9, mean, min, max, rate, failed-share, ok-share, error-rate, count, sum, share-under:<target> and apdex:<target>. Default p50,p75,p95,p99. count, sum and rate count what sampled events stand for; a target is in the unit of the metric; failed-share and error-rate are the same */
      readonly statistic?: string | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Width of a point: a multiple of 10 seconds, as 30s, 5m or 1h, with at most 2000 points in the range. Default: a round step that makes at most about 240 points */
      readonly step?: string | undefined;
      /** Split by a comma list of one or two dimensions: environment, release, route, subject, source, device, browser, country, connection, layer, statusClass, instance, or two of them as route,device. Default: not split */
      readonly groupBy?: string | undefined;
      /** With groupBy: how many groups are told apart, the heaviest over the range; all others are merged into one, (others). Points times statistics times groups (and two) may be 50000 at most */
      readonly groups?: number | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };

    readonly answer: Series;
  };
  /** Statistics of a metric by one dimension or two, in order and in pages */
  readonly table: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** A metric of /api/v1/metrics, or custom.<name> */
      readonly metric: string;
      /** Comma list of one or two dimensions: environment, release, route, subject, source, device, browser, country, connection, layer, statusClass, instance, or two of them as route,device */
      readonly groupBy: string;
      /** Comma list of at most 12: percentiles as p50, p95 or p99.9, mean, min, max, rate, failed-share, ok-share, error-rate, count, sum, share-under:<target> and apdex:<target>. Default p50,p75,p95,p99. count, sum and rate count what sampled events stand for; a target is in the unit of the metric; failed-share and error-rate are the same */
      readonly statistic?: string | undefined;
      /** What rows are in order of: one of the statistics asked for, events, weight, errors, or a dimension of groupBy. Default weight */
      readonly sort?: string | undefined;
      /** asc or desc. Default: desc, for a dimension asc. Rows without a value come last */
      readonly order?: string | undefined;
      /** Only rows whose dimension contains this text, in letters of any case */
      readonly search?: string | undefined;
      /** Rows of a page */
      readonly limit?: number | undefined;
      /** Rows before the page */
      readonly offset?: number | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };

    readonly answer: Table;
  };
  /** How the values of a metric are distributed */
  readonly histogram: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** A metric of /api/v1/metrics, or custom.<name> */
      readonly metric: string;
      /** Bars, at most */
      readonly bars?: number | undefined;
      /** A target in the unit of the metric, to tell the share at or below it */
      readonly target?: string | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };

    readonly answer: Histogram;
  };
  /** How the values of a metric are distributed over time */
  readonly heatmap: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** A metric of /api/v1/metrics, or custom.<name> */
      readonly metric: string;
      /** Width of a column: a multiple of 10 seconds, as 30s, 5m or 1h, with at most 400 columns in the range. Default: a round step that makes at most about 120 columns */
      readonly step?: string | undefined;
      /** Rows, at most */
      readonly rows?: number | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };

    readonly answer: Heatmap;
  };
  /** Two periods or two releases: what changed, by how much, and whether that can be told */
  readonly compare: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** A metric of /api/v1/metrics, or custom.<name> */
      readonly metric: string;
      /** Comma list of at most 12: percentiles as p50, p95 or p99.9, mean, min, max, rate, failed-share, ok-share, error-rate, count, sum, share-under:<target> and apdex:<target>. Default p50,p75,p95,p99. count, sum and rate count what sampled events stand for; a target is in the unit of the metric; failed-share and error-rate are the same */
      readonly statistic?: string | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** What the range is compared with: previous, as much time just before it, or how much earlier: 1d, 7d, 4w. Default: previous, unless baseFrom or baseRelease is given */
      readonly against?: string | undefined;
      /** Start of the period to compare with, as from; needs baseTo */
      readonly baseFrom?: string | undefined;
      /** End of the period to compare with, as to; needs baseFrom */
      readonly baseTo?: string | undefined;
      /** The release to compare release with; in the same range unless another is given */
      readonly baseRelease?: string | undefined;
      /** Compare by a comma list of one or two dimensions, too: environment, release, route, subject, source, device, browser, country, connection, layer, statusClass, instance, or two of them as route,device. Default: only as a whole */
      readonly groupBy?: string | undefined;
      /** With groupBy: groups that are answered */
      readonly limit?: number | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };

    readonly answer: Comparison;
  };
  /** Every budget of an app: target, value, headroom and status */
  readonly budgets: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; empty or absent: all */
      readonly environment?: string | undefined;
      /** Only this release; empty or absent: all */
      readonly release?: string | undefined;
      /** Only this route template; empty or absent: all */
      readonly route?: string | undefined;
    };

    readonly answer: Budgets;
  };
  /** Configured apps that the token may see, with the environments that were seen in the last 7 days */
  readonly apps: {
    readonly question: {};

    readonly answer: Apps;
  };
  /** Every metric that Paceline derives from events; custom ones are not listed */
  readonly metrics: {
    readonly question: {};

    readonly answer: Metrics;
  };
  /** Known values of a dimension, most frequent first */
  readonly dimensionValues: {
    readonly question: {
      /** What the values are of */
      readonly dimension:
        | 'environment'
        | 'release'
        | 'route'
        | 'subject'
        | 'source'
        | 'device'
        | 'browser'
        | 'country'
        | 'connection'
        | 'layer'
        | 'statusClass'
        | 'instance';
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** Only values that contain this text, in letters of any case */
      readonly search?: string | undefined;
      /** Only values that were measured with this metric */
      readonly metric?: string | undefined;
      /** Values at most */
      readonly limit?: number | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };

    readonly answer: DimensionValues;
  };
  /** Alerts that fired or resolved in a range, newest first */
  readonly alerts: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; empty or absent: all */
      readonly environment?: string | undefined;
    };

    readonly answer: Alerts;
  };
  /** Single measurements of a metric: the slowest, the fastest or the newest */
  readonly samples: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** A metric of /api/v1/metrics, or custom.<name> */
      readonly metric: string;
      /** Which come first: slowest, fastest, newest. slowest means the largest values, fastest the smallest. Default slowest */
      readonly order?: string | undefined;
      /** Samples at most */
      readonly limit?: number | undefined;
      /** Only values over this, in the unit of the metric */
      readonly above?: string | undefined;
      /** true: only what counts as failed */
      readonly failed?: string | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };

    readonly answer: Samples;
  };
  /** Errors that are alike, with their counts over time, in order and in pages */
  readonly errors: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** What groups are in order of, downwards: weight, lastSeen. Default weight */
      readonly sort?: string | undefined;
      /** Groups of a page */
      readonly limit?: number | undefined;
      /** Groups before the page */
      readonly offset?: number | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
    };

    readonly answer: Errors;
  };
  /** One group of errors with its newest reports */
  readonly error: {
    readonly question: {
      /** As /api/v1/errors gives it */
      readonly fingerprint: string;
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** Reports at most */
      readonly limit?: number | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default now-1h. At most 400 days before the end */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default now */
      readonly to?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
    };

    readonly answer: ErrorDetail;
  };
  /** Removes what is stored of an app, for good */
  readonly deleteTelemetry: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** The name of the app again, so that nothing is deleted by a slip. Required */
      readonly confirm?: string | undefined;
      /** Only what was measured before this, rounded down to a midnight (UTC): ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default: everything */
      readonly before?: string | undefined;
    };

    readonly answer: Deletion;
  };
  /** Removes a visit's single measurements and texts of errors, for good */
  readonly deleteSession: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** Id of the visit, or of the page view where its sender knows no visits */
      readonly sessionId: string;
    };

    readonly answer: Deletion;
  };
  /** What was deleted of an app on demand: by whom, when, and how far it is */
  readonly deletions: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** Deletions at most, newest first */
      readonly limit?: number | undefined;
    };

    readonly answer: Deletions;
  };
  /** Stored rows of an app as a file: Parquet, CSV or JSON lines */
  readonly exportRows: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
      /** What is exported: measurements, errors, rollup_10s, rollup_1m, rollup_1h */
      readonly table: string;
      /** How it is written: parquet, csv, jsonl. Default jsonl */
      readonly format?: string | undefined;
      /** Start, inclusive: ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w). Default: everything that is kept */
      readonly from?: string | undefined;
      /** End, exclusive, in the same forms. Default: everything that is kept */
      readonly to?: string | undefined;
      /** Only this metric; not of errors */
      readonly metric?: string | undefined;
      /** Only this environment; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly environment?: string | readonly string[] | undefined;
      /** Only this release; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly release?: string | readonly string[] | undefined;
      /** Only this route template; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly route?: string | readonly string[] | undefined;
      /** Only this subject: a query, a model, a cache, a pool, a method, an error; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly subject?: string | readonly string[] | undefined;
      /** Only this source: browser, node, synthetic or lab; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly source?: string | readonly string[] | undefined;
      /** Only this kind of device; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly device?: string | readonly string[] | undefined;
      /** Only this browser; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly browser?: string | readonly string[] | undefined;
      /** Only this country (ISO 3166-1 alpha-2); repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly country?: string | readonly string[] | undefined;
      /** Only this effective connection type; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly connection?: string | readonly string[] | undefined;
      /** Only this cache layer; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly layer?: string | readonly string[] | undefined;
      /** Only this class of status: 2xx to 5xx, or failed; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly statusClass?: string | readonly string[] | undefined;
      /** Only this server instance; repeat it for one of several. Empty or absent: all; (unknown): what is not known */
      readonly instance?: string | readonly string[] | undefined;
    };
  };
  /** What became of every event of an app since the beginning */
  readonly ledger: {
    readonly question: {
      /** A configured app, see /api/v1/apps */
      readonly app: string;
    };

    readonly answer: Ledger;
  };
  /** Server-sent events that say when more was stored */
  readonly live: {
    readonly question: {
      /** Only this app; empty or absent: all that the token may see */
      readonly app?: string | undefined;
    };
  };
  /** Whether this process lives */
  readonly health: {
    readonly question: {};

    readonly answer: Probe;
  };
  /** Whether questions can be answered: database, and queue where there is one */
  readonly readiness: {
    readonly question: {};

    readonly answer: Probe;
  };
  /** Figures of this process for Prometheus */
  readonly figures: {
    readonly question: {};
  };
}
