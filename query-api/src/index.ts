export type { AuthOptions } from './auth/createAuth.ts';
export type { ApiToken } from './auth/createTokenRing.ts';
export type { RateLimiterLike } from './auth/limits/rateLimiterLike.ts';
export { createQueryApi, DEFAULT_RETENTION, type QueryApi, type QueryApiOptions } from './createQueryApi.ts';
export type { LedgerCountsLike, LedgerLike } from './ledger/ledgerLike.ts';
export * from './responses.ts';
export type { QueueDepthLike } from './routes/addProbeRoutes.ts';
export { startQueryApi, type RunningQueryApi, type StartQueryApiOptions } from './startQueryApi.ts';
