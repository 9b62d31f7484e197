/** Bounds on who asks the query API, and on what it keeps. Each can be overridden under `limits` in `paceline.yaml` by the same name. */
export const DEFAULT_API_LIMITS = {
  /** Requests a second answered for one token, by all API processes on one Redis together. All of them may come at once. */
  apiRequestsPerSecondPerToken: 100,
  /** Wrong tokens that one address may send in a minute to one API process; after that its tokens are not looked at. */
  failedSignInsPerMinutePerIp: 20,
  /** Bytes that one API process keeps of figures of times that are over, so as not to read them again. */
  apiCacheBytes: 32 * 1024 * 1024,
} as const;

export type ApiLimits = { readonly [Name in keyof typeof DEFAULT_API_LIMITS]: number };

/** Those of them that are answered with 429. */
export type ApiRateLimits = Omit<ApiLimits, 'apiCacheBytes'>;
