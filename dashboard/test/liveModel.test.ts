import type { ApiResult } from '@paceline/query-api/client';
import type { StoredNotice } from '@paceline/query-api/responses';
import { describe, expect, it } from 'vitest';
import { createCoalescer } from '../src/models/coalescer.ts';
import { createLiveModel, IDLE_REFRESH_MS, POLL_EVERY_MS, SILENCE_MS } from '../src/models/liveModel.ts';
import { createFakeClock } from './fakeClock.ts';

/** A server whose streams the test holds in its hands. */
function createStreams() {
  const opened: {
    readonly signal: AbortSignal | undefined;
    readonly controller: ReadableStreamDefaultController<Uint8Array>;
  }[] = [];
  const state = { isDown: false, attempts: 0 };
  const open = (
    _name: string,
    _question: object,
    signal?: AbortSignal,
  ): Promise<ApiResult<ReadableStream<Uint8Array>>> => {
    state.attempts += 1;
    if (state.isDown) return Promise.resolve({ ok: false, failure: { reason: 'unreachable' } });
    const value = new ReadableStream<Uint8Array>({
      start: (controller) => {
        opened.push({ signal, controller });
        signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
      },
    });
    return Promise.resolve({ ok: true, value });
  };
  const send = (text: string) => opened.at(-1)?.controller.enqueue(new TextEncoder().encode(text));
  return { opened, state, open, send };
}

function createLive() {
  const clock = createFakeClock();
  const streams = createStreams();
  const news: (StoredNotice | undefined)[] = [];
  const live = createLiveModel({ api: streams, clock, onNews: (notice) => void news.push(notice) });
  return { clock, streams, news, live };
}

const NOTICE: StoredNotice = { app: 'shop', storedEvents: 3, newestStoredAt: 1 };

describe('createLiveModel', () => {
  it('asks once it is connected, and passes on what was stored at once', async () => {
    const { clock, streams, news, live } = createLive();
    live.start();
    await clock.advance(0);
    expect(live.state.value).toBe('live');
    expect(news).toEqual([undefined]);
    streams.send(`event: stored\ndata: ${JSON.stringify(NOTICE)}\n\n`);
    await clock.advance(0);
    expect(news).toEqual([undefined, NOTICE]);
  });

  it('ignores what is no notice', async () => {
    const { clock, streams, news, live } = createLive();
    live.start();
    await clock.advance(0);
    streams.send('event: stored\ndata: {"app":1}\n\nevent: stored\ndata: {\n\nevent: other\ndata: {}\n\n');
    await clock.advance(0);
    expect(news).toEqual([undefined]);
    expect(live.state.value).toBe('live');
  });

  it('polls while the stream is down, opens it less and less often, and recovers', async () => {
    const { clock, streams, news, live } = createLive();
    streams.state.isDown = true;
    live.start();
    await clock.advance(60_000);
    expect(live.state.value).toBe('polling');
    expect(news.length).toBeGreaterThanOrEqual(60_000 / POLL_EVERY_MS / 2);
    expect(streams.state.attempts).toBeGreaterThan(3);
    expect(streams.state.attempts).toBeLessThan(8);
    streams.state.isDown = false;
    await clock.advance(31_000);
    expect(live.state.value).toBe('live');
  });

  it('polls while a broken stream is not open again', async () => {
    const { clock, streams, live } = createLive();
    live.start();
    await clock.advance(0);
    streams.opened[0]?.controller.error(new Error('connection reset'));
    await clock.advance(0);
    expect(live.state.value).toBe('polling');
    await clock.advance(1000);
    expect(live.state.value).toBe('live');
  });

  it('takes a silent stream for dead, and a comment for a sign of life', async () => {
    const { clock, streams, live } = createLive();
    live.start();
    await clock.advance(SILENCE_MS - 1);
    streams.send(': alive\n\n');
    await clock.advance(SILENCE_MS - 1);
    expect(streams.opened).toHaveLength(1);
    await clock.advance(2000);
    expect(streams.opened).toHaveLength(2);
    expect(streams.opened[0]?.signal?.aborted).toBe(true);
  });

  it('asks now and then without news, as old measurements leave the range', async () => {
    const { clock, news, live } = createLive();
    live.start();
    await clock.advance(3 * IDLE_REFRESH_MS);
    expect(news).toHaveLength(1 + 3);
  });

  it('is silent while paused, and asks when it goes on', async () => {
    const { clock, streams, news, live } = createLive();
    live.start();
    await clock.advance(0);
    live.togglePause();
    expect(live.state.value).toBe('paused');
    expect(streams.opened[0]?.signal?.aborted).toBe(true);
    const before = news.length;
    await clock.advance(120_000);
    expect(news).toHaveLength(before);
    expect(live.state.value).toBe('paused');
    live.togglePause();
    await clock.advance(0);
    expect(live.state.value).toBe('live');
    expect(news.length).toBeGreaterThan(before);
  });
});

describe('createCoalescer', () => {
  it('runs at once, then together what came in between', async () => {
    const clock = createFakeClock();
    const startedAt: number[] = [];
    const begin = clock.now();
    const coalescer = createCoalescer({
      run: () => Promise.resolve(void startedAt.push(clock.now() - begin)),
      everyMs: 750,
      clock,
    });
    for (let request = 0; request < 10; request++) {
      coalescer.request();
      await clock.advance(100);
    }
    await clock.advance(5000);
    expect(startedAt).toEqual([0, 750, 1500]);
  });

  it('asks a slow server less often, never twice at a time, and loses no request', async () => {
    const clock = createFakeClock();
    let running = 0;
    let mostRunning = 0;
    let runs = 0;
    const run = () => {
      runs += 1;
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      return new Promise<void>((done) => {
        clock.after(3000, () => {
          running -= 1;
          done();
        });
      });
    };
    const coalescer = createCoalescer({ run, everyMs: 750, clock });
    for (let request = 0; request < 115; request++) {
      coalescer.request();
      await clock.advance(100);
    }
    expect(mostRunning).toBe(1);
    expect(runs).toBe(2);
    await clock.advance(20_000);
    expect(runs).toBe(3);
  });
});
