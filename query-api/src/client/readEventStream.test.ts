import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEventStream, type ServerSentEvent } from './readEventStream.ts';

/** A body that arrives in chunks cut at `cuts`. */
function bodyOf(text: string, cuts: readonly number[] = []): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start: (controller) => {
      for (let index = 1; index < at.length; index++)
        controller.enqueue(bytes.slice(at[index - 1], at[index]));
      controller.close();
    },
  });
}

async function eventsOf(body: ReadableStream<Uint8Array>): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEventStream(body)) events.push(event);
  return events;
}

describe('readEventStream', () => {
  it('reads the same events however the bytes are cut and lines end', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''));
    const events = fc.array(fc.record({ event: fc.stringMatching(/^[a-z]{1,9}$/), data: line }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(events, fc.array(fc.nat()), fc.constantFrom('\n', '\r\n'), async (sent, cuts, end) => {
        const text = sent.map(({ event, data }) => `event: ${event}${end}data: ${data}${end}${end}`).join('');
        expect(await eventsOf(bodyOf(text, cuts))).toEqual(sent);
      }),
    );
  });

  it('joins lines, skips comments and ids, and names the nameless', async () => {
    const text = ': keep alive\n\nid: 7\ndata: one\ndata: two\n\nevent: stored\n\ndata\n\n';
    expect(await eventsOf(bodyOf(text))).toEqual([
      { event: 'message', data: 'one\ntwo' },
      { event: 'message', data: '' },
    ]);
  });

  it('drops an event that the end of the stream cut off', async () => {
    expect(await eventsOf(bodyOf('data: whole\n\ndata: half'))).toEqual([
      { event: 'message', data: 'whole' },
    ]);
  });

  it('gives up on an event without an end', async () => {
    await expect(eventsOf(bodyOf(`data: ${'x'.repeat(100_000)}`))).rejects.toThrow('without an end');
  });
});
