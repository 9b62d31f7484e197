import {
  ENTRUST_AFTER_MS,
  FLUSH_AT_EVENTS,
  FLUSH_EVERY_MS,
  MAX_CHANGING_EVENTS,
  MAX_NAME_LENGTH,
  MAX_QUEUED_EVENTS,
  MAX_REMEMBERED_KEYS,
} from './limits.ts';
import { runLater } from './page.ts';
import { randomId } from './randomId.ts';
import { entrust, resend, sendBatch, takeBack, type UnsentBatch } from './sender.ts';
import { SDK } from './sdk.ts';
import { sessionId } from './sessionId.ts';
import { context, hasConsent, settings } from './settings.ts';
import type { TelemetryEvent } from './wire.ts';

/** How an event is kept until it is sent. */
export interface Keeping {
  /** It is slow or failed, which sampling does not leave out. */
  readonly isBad?: boolean;
  /** An event with the key of one that waits is counted by that one. */
  readonly sameAs?: string;
  /** It may still change: the last event of this key is sent when the page is left, and none after it. */
  readonly lastOf?: string;
}

/** Made when it is first sent: random numbers take a while. */
let pageViewId: string | undefined;
let waiting = new Map<unknown, readonly [TelemetryEvent, Keeping]>();
/** Keys of events that cannot change any more. */
const sentKeys: unknown[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
/** Id of the batch that is sent next, whether the browser was entrusted with it or not: of a page that crashes both may arrive. */
let nextId: string | undefined;
/** Whether what waits is about to be entrusted to the browser. */
let isEntrusting = false;

/** Begins another page view. */
export const startPageView = (): void => {
  pageViewId = undefined;
  isEntrusting = false;
};

/** Forgets all that waits. */
export const forgetWaiting = (): void => {
  waiting.clear();
  takeBack();
};

export const isAnyWaiting = (): boolean => waiting.size > 0;

const toBatch = (events: TelemetryEvent[]): UnsentBatch => ({
  id: (nextId ??= randomId()),
  release: settings.release?.slice(0, MAX_NAME_LENGTH),
  environment: settings.environment?.slice(0, MAX_NAME_LENGTH),
  source: 'browser',
  context: {
    connection: navigator.connection?.effectiveType,
    ...context,
    sdk: SDK,
    pageViewId: (pageViewId ??= randomId()),
    sessionId: sessionId(),
  },
  events,
});

// Of a prerendered page nobody has seen anything yet, and perhaps nobody will.
const maySend = (): boolean => hasConsent && !document.prerendering;

/** Has the browser send what waits if the page is killed before it does. */
const entrustSoon = (): void => {
  if (!isEntrusting)
    runLater(() => {
      isEntrusting = false;
      if (maySend() && isAnyWaiting()) entrust(toBatch([...waiting.values()].map(([event]) => event)));
    }, ENTRUST_AFTER_MS);
  isEntrusting = true;
};

/** Sends all that is final, with `isLeaving` all; else what was kept. Resolves when it was sent or kept, and never rejects. */
export const flushAll = async (isLeaving?: boolean): Promise<void> => {
  try {
    clearTimeout(timer);
    timer = undefined;
    if (!maySend()) return;
    takeBack();
    const events: TelemetryEvent[] = [];
    for (const [key, [event, { lastOf }]] of waiting)
      if (isLeaving || !lastOf) {
        events.push(event);
        waiting.delete(key);
        if (lastOf && sentKeys.push(key) > MAX_REMEMBERED_KEYS) sentKeys.shift();
      }
    entrustSoon();
    const batch = toBatch(events);
    nextId = undefined;
    await (events[0] ? sendBatch(batch) : resend());
  } catch {
    // What the app gave cannot be sent, or this is no page.
  }
};

/** Adds `event` to what waits, which is bounded; it is sent when the page is left, when it gets long, and from time to time. */
export const addEvent = (event: TelemetryEvent, keeping: Keeping): void => {
  const { sameAs, lastOf } = keeping;
  const key = lastOf ?? sameAs ?? event;
  const [same] = waiting.get(key) ?? [];
  if (sentKeys.includes(key)) return;
  if (same && sameAs) {
    if ('count' in same && 'count' in event) same.count += event.count;
    else same.weight = (same.weight ?? 1) + (event.weight ?? 1);
  } else if (same || waiting.size < MAX_QUEUED_EVENTS) waiting.set(key, [event, keeping]);
  if (waiting.size > FLUSH_AT_EVENTS) void flushAll(waiting.size > MAX_CHANGING_EVENTS);
  entrustSoon();
  timer ??= setTimeout(() => void flushAll(), settings.flushEveryMs ?? FLUSH_EVERY_MS);
};
