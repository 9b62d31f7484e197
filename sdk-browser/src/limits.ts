/** The bounds of everything that the SDK keeps or sends. */

/** Events that wait to be sent; what does not fit is lost. That takes a page that may not send. */
export const MAX_QUEUED_EVENTS = 300;

/** Waiting events that make the queue send early. */
export const FLUSH_AT_EVENTS = 100;

/** Values of a page that may still change; more are sent as they are. */
export const MAX_CHANGING_EVENTS = 200;

/** Values that are remembered as sent: nothing can be added to them. */
export const MAX_REMEMBERED_KEYS = 100;

/** Bytes of one batch; a larger one is split. */
export const MAX_BATCH_BYTES = 48 * 1024;

/** A batch of a visible page that is longer, in UTF-16 units, is sent compressed. */
export const COMPRESS_AT_LENGTH = 2048;

/** Batches that are kept after a failure, of {@link MAX_BATCH_BYTES} each; the oldest goes first. */
export const MAX_UNSENT_BATCHES = 10;

/** Time from the first waiting event to its batch, by default, in milliseconds, while the page stays visible. */
export const FLUSH_EVERY_MS = 30_000;

/** Longest time that work waits for the page to be idle, in milliseconds. */
export const MAX_IDLE_WAIT_MS = 1000;

/** How long values are gathered before the browser is entrusted with them, in milliseconds. */
export const ENTRUST_AFTER_MS = 2000;

/** Longest pause after failures, in milliseconds. */
export const MAX_BACKOFF_MS = 600_000;

/** Longest pause that an answer's `Retry-After` can ask for, in milliseconds. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/** Different errors reported in one minute. */
export const MAX_ERRORS_PER_MINUTE = 20;

/** Routes of the page that are remembered, for measurements that are told late. */
export const MAX_VISITED_ROUTES = 30;

/** A request that takes longer is slow, in milliseconds. */
export const SLOW_REQUEST_MS = 1000;

/** Longest name, route, message and stack, in UTF-16 units. */
export const MAX_NAME_LENGTH = 128;
export const MAX_ROUTE_LENGTH = 256;
export const MAX_MESSAGE_LENGTH = 512;
export const MAX_STACK_LENGTH = 2048;
