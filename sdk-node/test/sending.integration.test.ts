import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { init, type Options, type Paceline } from '../src/index.ts';
import { startReceiver, type Receiver } from './startReceiver.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

let receiver: Receiver;
let paceline: Paceline | undefined;
const problems: string[] = [];

beforeEach(async () => {
  receiver = await startReceiver();
  problems.length = 0;
});
afterEach(async () => {
  paceline?.stop();
  await receiver.stop();
});

function measure(options: Partial<Options> = {}): Paceline {
  paceline = init({
    endpoint: receiver.endpoint,
    key: 'pk_of_the_tests',
    systemIntervalMs: 0,
    measureRequests: false,
    flushIntervalMs: 20,
    retryBaseMs: 5,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  return paceline;
}

function values(): readonly number[] {
  return receiver.events('measure').map(({ value }) => value);
}

function numbersTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

describe('sending', () => {
  it('happens by itself', async () => {
    measure().measure('answer', 42, { unit: 'none', sure: true });
    await vi.waitFor(() => expect(values()).toEqual([42]), PATIENCE);
    expect(receiver.events('measure')[0]).toMatchObject({ attributes: { unit: 'none', sure: true } });
  });

  it('splits what does not fit into one batch, and keeps the order', async () => {
    const sdk = measure({ flushIntervalMs: 60_000 });
    for (const value of numbersTo(1234)) sdk.measure('number', value);
    await sdk.flush();
    expect(values()).toEqual(numbersTo(1234));
    expect(receiver.received.map(({ batch }) => batch.events.length)).toEqual([500, 500, 234]);
  });

  it('sends steady traffic in full batches, and the rest when it is due', async () => {
    const sdk = measure({ flushIntervalMs: 60_000 });
    for (const value of numbersTo(1600)) {
      sdk.measure('number', value);
      if (value % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(sdk.counts().accepted).toBe(1500), PATIENCE);
    await sdk.flush();
    expect(receiver.received.map(({ batch }) => batch.events.length)).toEqual([500, 500, 500, 100]);
    expect(values()).toEqual(numbersTo(1600));
  });

  it('keeps batches of large events within the limit of a body', async () => {
    const sdk = measure({ flushIntervalMs: 60_000 });
    const long = 'ä'.repeat(5000);
    for (const value of numbersTo(400)) sdk.measure('number', value, { a: long, b: long, c: long });
    await sdk.flush();
    expect(values()).toEqual(numbersTo(400));
    for (const { headers } of receiver.received) {
      expect(Number(headers['content-length'])).toBeLessThan(256 * 1024);
    }
  });

  it('loses nothing and stores nothing twice while the collector is away, and tells it', async () => {
    const sdk = measure();
    sdk.measure('number', 0);
    await vi.waitFor(() => expect(values()).toEqual([0]), PATIENCE);
    await receiver.stop();
    for (const value of numbersTo(2500).slice(1)) sdk.measure('number', value);
    await vi.waitFor(() => expect(problems.length).toBeGreaterThanOrEqual(2), PATIENCE);
    await receiver.start();
    await vi.waitFor(() => expect(sdk.counts().waiting).toBe(0), 10_000);
    expect(values()).toEqual(numbersTo(2500));
    expect(sdk.counts()).toMatchObject({ recorded: 2500, accepted: 2500, overflowed: 0, refused: 0 });
    expect(problems[0]).toContain('cannot be reached');
  });

  it('keeps the id of a batch whose answer was lost, so that it is stored once', async () => {
    const sdk = measure();
    receiver.answerNext({ status: 202, isLost: true });
    sdk.measure('number', 1);
    await vi.waitFor(() => expect(sdk.counts().accepted).toBe(1), PATIENCE);
    expect(receiver.received).toHaveLength(2);
    const [first, second] = receiver.received;
    expect(first?.batch.id).toBe(second?.batch.id);
    expect(first?.batch.events).toEqual(second?.batch.events);
    expect(second?.batch.sentAt).toBeGreaterThanOrEqual(first?.batch.sentAt ?? Infinity);
    expect(values()).toEqual([1]);
  });

  it('drops the oldest beyond its bound, and counts them', async () => {
    await receiver.stop();
    const sdk = measure({ maxBufferedEvents: 100, flushIntervalMs: 60_000 });
    for (const value of numbersTo(250)) sdk.measure('number', value);
    expect(sdk.counts()).toMatchObject({ recorded: 250, overflowed: 150, waiting: 100 });
    await receiver.start();
    await sdk.flush();
    expect(values()).toEqual(numbersTo(250).slice(150));
  });

  it.each([429, 503])('waits as long as Retry-After of a %d asks', async (status) => {
    const sdk = measure();
    receiver.answerNext({ status, headers: { 'retry-after': '1' } });
    sdk.measure('number', 1);
    await vi.waitFor(() => expect(sdk.counts().accepted).toBe(1), PATIENCE);
    const [refused, taken] = receiver.received;
    expect(receiver.received).toHaveLength(2);
    expect((taken?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(refused?.batch.id).toBe(taken?.batch.id);
  });

  it('gives up a batch that is refused for good, once, and goes on', async () => {
    const sdk = measure();
    receiver.answerNext({ status: 400 });
    sdk.measure('number', 1);
    await vi.waitFor(() => expect(sdk.counts().refused).toBe(1), PATIENCE);
    sdk.measure('number', 2);
    await vi.waitFor(() => expect(sdk.counts().accepted).toBe(1), PATIENCE);
    expect(receiver.received).toHaveLength(2);
    expect(values()).toEqual([2]);
    expect(problems).toEqual([expect.stringContaining('answered 400')]);
  });

  it('halves a batch that is too large', async () => {
    const sdk = measure({ flushIntervalMs: 60_000 });
    receiver.answerNext({ status: 413 }, { status: 413 });
    for (const value of numbersTo(10)) sdk.measure('number', value);
    await sdk.flush();
    expect(values()).toEqual(numbersTo(10));
    expect(receiver.received.map(({ batch }) => batch.events.length)).toEqual([10, 5, 3, 2, 5]);
  });

  it('counts what the collector took but did not store', async () => {
    const sdk = measure();
    const dropped = [{ index: 0, reason: 'too-old' }];
    receiver.answerNext({ status: 202, body: JSON.stringify({ accepted: 0, dropped }) });
    sdk.measure('number', 1);
    await vi.waitFor(
      () => expect(sdk.counts()).toMatchObject({ recorded: 1, dropped: 1, waiting: 0 }),
      PATIENCE,
    );
  });

  it('gives up a try that gets no answer, and repeats it', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const waiting = measure({ requestTimeoutMs: 50, endpoint: `http://127.0.0.1:${port}` });
    waiting.measure('number', 1);
    await vi.waitFor(() => expect(problems.length).toBeGreaterThanOrEqual(2), PATIENCE);
    expect(waiting.counts()).toMatchObject({ recorded: 1, waiting: 1 });
    waiting.stop();
    silent.close();
  });
});
