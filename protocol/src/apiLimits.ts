/** Bounds on who asks the query API. Each can be overridden under `limits` in `paceline.yaml` by the same name. */
export const DEFAULT_API_LIMITS = {
  /** Requests a second answered for one token, by all API processes on one Redis together. All of them may come at once. */
  apiRequestsPerSecondPerToken: 100,
  /** Wrong tokens that one address may send in a minute to one API process; after that its tokens are not looked at. */
  failedSignInsPerMinutePerIp: 20,
} as const;

export type ApiLimits = { readonly [Name in keyof typeof DEFAULT_API_LIMITS]: number };
