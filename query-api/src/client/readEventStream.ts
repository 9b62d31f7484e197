/** One server-sent event. */
export interface ServerSentEvent {
  /** `message` unless the server named it. */
  readonly event: string;
  readonly data: string;
}

/** More than this without the end of an event is no stream of events. */
const LONGEST_EVENT = 64 * 1024;

/**
 * The events of a `text/event-stream` body, as the HTML standard parses them. `EventSource` neither sends a token nor
 * tells a session that has ended from a server that is away. `onActivity` is called for every chunk, also for comments that only keep
 * the connection open.
 *
 * @throws {Error} when the stream breaks, or is none of events
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
  onActivity: () => void = () => undefined,
): AsyncGenerator<ServerSentEvent, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onActivity();
      pending = (pending + decoder.decode(value, { stream: true })).replace(/\r\n|\r(?!$)/g, '\n');
      const blocks = pending.split('\n\n');
      pending = blocks.pop() ?? '';
      if (pending.length > LONGEST_EVENT) throw new Error('The live stream sent an event without an end');
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseEvent(block: string): ServerSentEvent | undefined {
  let event = 'message';
  const lines: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') lines.push(value);
  }
  return lines.length === 0 ? undefined : { event, data: lines.join('\n') };
}
