import { Writable } from 'node:stream';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { RECEIVER_SECRET, type ReceiverAnswer, startReceiver } from '../../test/startReceiver.ts';
import { createWorkerMetrics } from '../createWorkerMetrics.ts';
import { createWebhookDelivery } from './createWebhookDelivery.ts';

const delivery = { id: 'msg_1', receiver: 'pager', body: '{"type":"alert.firing"}' };
let receiver: Awaited<ReturnType<typeof startReceiver>> | undefined;
let logged = '';

afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
  logged = '';
});

async function deliverTo(answer: ReceiverAnswer | null, timeoutMs?: number) {
  receiver = await startReceiver(() => answer);
  return deliver(receiver.url, timeoutMs);
}

function deliver(url: string, timeoutMs?: number) {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  const deliverWebhook = createWebhookDelivery({
    receivers: [{ name: 'pager', url, secret: RECEIVER_SECRET }],
    metrics: createWorkerMetrics(new Registry()),
    log: pino(sink),
    now: Date.now,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return deliverWebhook(delivery, 1);
}

describe('createWebhookDelivery', () => {
  it('posts the body as it is, signed so that a receiver can verify it', async () => {
    expect(await deliverTo({ status: 200 })).toEqual({ ok: true });
    const [webhook, ...others] = receiver?.received ?? [];
    expect(others).toEqual([]);
    expect(webhook?.text).toBe(delivery.body);
    expect(webhook?.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'msg_1' });
    expect(webhook?.verified()).toEqual({ type: 'alert.firing' });
  });

  it.each([
    ['is gone', { status: 410 }, { ok: false, permanent: true }],
    ['is busy', { status: 503, headers: { 'retry-after': '7' } }, { ok: false, retryAfterMs: 7000 }],
    ['limits', { status: 429, headers: { 'retry-after': '2' } }, { ok: false, retryAfterMs: 2000 }],
    ['limits without a time', { status: 429 }, { ok: false }],
    ['fails', { status: 500, headers: { 'retry-after': '7' } }, { ok: false }],
    ['refuses', { status: 404 }, { ok: false }],
  ])('says what to do when the receiver %s', async (_, answer, result) => {
    expect(await deliverTo(answer)).toEqual(result);
  });

  it('does not follow a redirect', async () => {
    expect(await deliverTo({ status: 307, headers: { location: '/elsewhere' } })).toEqual({ ok: false });
    expect(receiver?.received).toHaveLength(1);
  });

  it('gives up waiting for an answer, and tries again later', async () => {
    expect(await deliverTo(null, 50)).toEqual({ ok: false });
    expect(logged).toContain('TimeoutError');
  });

  it('tries again later when nobody listens', async () => {
    const closed = await startReceiver();
    await closed.close();
    expect(await deliver(closed.url)).toEqual({ ok: false });
    expect(logged).toContain('ECONNREFUSED');
  });

  it('drops a delivery to a receiver that is no longer configured', async () => {
    const none = createWebhookDelivery({
      receivers: [],
      metrics: createWorkerMetrics(new Registry()),
      log: pino({ level: 'silent' }),
      now: Date.now,
    });
    expect(await none(delivery, 1)).toEqual({ ok: false, permanent: true });
  });

  it('logs neither secret nor address', async () => {
    await deliverTo({ status: 500 });
    await deliver('http://in-the-address.invalid/');
    expect(logged).toContain('pager');
    expect(logged).not.toContain('in-the-address');
    expect(logged).not.toContain(RECEIVER_SECRET.slice('whsec_'.length));
  });
});
