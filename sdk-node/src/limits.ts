/** The bounds of everything that the SDK keeps or sends. */

/** Events that wait to be sent, unless the app says otherwise; the oldest are dropped beyond it. */
export const MAX_BUFFERED_EVENTS = 10_000;

/** Events in one batch: the collector's default limit. */
export const MAX_BATCH_EVENTS = 500;

/** Bytes of events in one batch, below the collector's default limit of 256 KiB for a body. */
export const MAX_BATCH_BYTES = 200 * 1024;

/** Longest pause after failures, in milliseconds. */
export const MAX_BACKOFF_MS = 60_000;

/** Longest pause that an answer's `Retry-After` can ask for, in milliseconds. */
export const MAX_RETRY_AFTER_MS = 10 * 60_000;

/** Named caches that are counted apart in one layer; the rest are counted as {@link OTHER_CACHE}. */
export const MAX_CACHE_NAMES = 200;
export const OTHER_CACHE = '(other)';

/** Different errors reported in one flush; equal ones are counted as one event's weight. */
export const MAX_ERRORS_PER_FLUSH = 100;

/** Connection pools that are sampled. */
export const MAX_POOLS = 16;

/** Batches that are sent at the last moment before a crash ends the process. */
export const MAX_CRASH_BATCHES = 20;

/** Longest time that reporting a crash may delay it, in milliseconds. */
export const MAX_CRASH_DELAY_MS = 1500;

/** Longest name, route, message and stack, in UTF-16 units. */
export const MAX_NAME_LENGTH = 128;
export const MAX_ROUTE_LENGTH = 256;
export const MAX_MESSAGE_LENGTH = 1024;
export const MAX_STACK_LENGTH = 8192;

/** Attributes of one event. */
export const MAX_ATTRIBUTES = 16;

/** Largest value and count that the wire format takes. */
export const MAX_VALUE = 1e15;
export const MAX_COUNT = 1_000_000_000;
