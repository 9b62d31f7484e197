import { unavailable } from '../problem.ts';
import type { LiveFeed } from './createLiveFeed.ts';

/** A client that has not read this many pieces is let go; it opens a new stream when it lives. */
const MOST_UNREAD = 256;
/** Timers take no longer waits; a client that is let go opens a new stream. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * What the feed tells of `apps`, as `text/event-stream`: an event `stored` for every notice, a comment as heartbeat.
 *
 * @param endsInMs time until nobody may listen any more; absent: as long as they like
 * @throws {Problem} 503 when there are too many streams, or when the API is stopping
 */
export function openEventStream(
  feed: LiveFeed,
  apps: readonly string[],
  endsInMs: number = LONGEST_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let leave: (() => void) | undefined;
  let isOpen = true;
  let over: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = () => {
        if (!isOpen) return;
        isOpen = false;
        clearTimeout(over);
        leave?.();
        controller.close();
      };
      const send = (text: string) => {
        if (!isOpen) return;
        controller.enqueue(encoder.encode(text));
        if ((controller.desiredSize ?? 0) < -MOST_UNREAD) end();
      };
      // At once, so that the client knows that the stream is open before there is anything to tell.
      send(': live\n\n');
      leave = feed.join({
        apps,
        onNotice: (notice) => send(`event: stored\ndata: ${JSON.stringify(notice)}\n\n`),
        onHeartbeat: () => send(': still live\n\n'),
        onEnd: end,
      });
      if (leave === undefined) {
        throw unavailable(
          'There are too many live streams, or the API is stopping. Try again later, or poll.',
          10,
        );
      }
      over = setTimeout(end, Math.min(endsInMs, LONGEST_MS));
    },
    cancel() {
      isOpen = false;
      clearTimeout(over);
      leave?.();
    },
  });
}
