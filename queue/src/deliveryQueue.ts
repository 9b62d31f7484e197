/** Name of the queue of webhooks. */
export const DELIVERY_QUEUE = 'deliveries';

/** Time between two tries of one delivery, in milliseconds: fast at first, as somebody waits for the page. */
export const DELIVERY_DELAYS_MS: readonly number[] = [
  5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000,
];

/** Deliveries stay known this long, so that one that is announced again is not sent again. */
export const KEEP_DELIVERIES_SECONDS = 7 * 24 * 60 * 60;
