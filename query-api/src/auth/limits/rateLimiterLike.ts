/** Counts requests by bucket. The queue's rate limiter does so for all processes together. */
export interface RateLimiterLike {
  /** Whether one more request of `bucket` is within `perSecond`. Never rejects. */
  take(bucket: string, perSecond: number): boolean | Promise<boolean>;
}
