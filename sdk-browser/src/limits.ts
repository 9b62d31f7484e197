/** The bounds of everything that the SDK keeps or sends. */

/** Events that wait to be sent; what does not fit is lost. */
export const MAX_QUEUED_EVENTS = 300;

/** JSON of waiting events, in UTF-16 units, that makes the queue send early. */
export const FLUSH_AT_LENGTH = 24 * 1024;

/** Bytes of events in one batch. With its envelope a batch stays below {@link MAX_KEEPALIVE_BYTES}. */
export const MAX_BATCH_BYTES = 48 * 1024;

/** Events in one batch: the collector's default limit is higher. */
export const MAX_BATCH_EVENTS = 200;

/**
 * Bytes that may be in flight with `keepalive`. The platform allows 64 KiB to the whole page
 * (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch), which the page needs too.
 */
export const MAX_KEEPALIVE_BYTES = 60 * 1024;

/** Batches that are kept after a failure, of {@link MAX_BATCH_BYTES} each; the oldest goes first. */
export const MAX_UNSENT_BATCHES = 10;

/** Time from the first event to the first batch, by default: just after a quiet page is known to be interactive. */
export const FIRST_FLUSH_MS = 6000;

/** Time between later batches, by default, while there is something to send. */
export const FLUSH_EVERY_MS = 10_000;

/** Longest pause after failures, in milliseconds. */
export const MAX_BACKOFF_MS = 60_000;

/** Longest pause that an answer's `Retry-After` can ask for, in milliseconds. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/** Different errors reported in one minute. */
export const MAX_ERRORS_PER_MINUTE = 20;

/** Longest name, route, message and stack, in UTF-16 units. */
export const MAX_NAME_LENGTH = 128;
export const MAX_ROUTE_LENGTH = 256;
export const MAX_MESSAGE_LENGTH = 512;
export const MAX_STACK_LENGTH = 2048;
