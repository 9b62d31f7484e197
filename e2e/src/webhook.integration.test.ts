import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, it, vi } from 'vitest';
import { requests, sendEvents } from '../test/sendEvents.ts';
import { startPaceline } from '../test/startPaceline.ts';

const KEY = 'pk_0123456789abcdef';
const SECRET = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz';
/** An alert is resolved only after the budget has held for a minute. */
const PATIENCE = { timeout: 120_000, interval: 200 };

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function startReceiver() {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/alerts`, received, close: () => server.close() };
}

/** The body, once its signature holds. */
function verified({ headers, body }: Received): unknown {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
  return new Webhook(SECRET).verify(
    body,
    Object.fromEntries(names.map((name) => [name, String(headers[name])])),
  );
}

it('a budget that is broken for its window fires one webhook, and resolves one', async () => {
  const receiver = await startReceiver();
  const paceline = await startPaceline({
    yaml: `
apps:
  - name: shop
    keys: [${KEY}]
    origins: ['*']
budgets:
  - id: api-response-time
    windowSeconds: 10
    minimumEvents: 20
receivers:
  - name: on-call
    url: ${receiver.url}
    secret: ${SECRET}
evaluateEverySeconds: 1
`,
  });
  const target = { url: paceline.url, key: KEY };
  try {
    await sendEvents(target, requests(100, 900));
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), PATIENCE);
    expect(verified(receiver.received[0] ?? { headers: {}, body: '' })).toMatchObject({
      type: 'alert.firing',
      data: { app: 'shop', budget: { id: 'api-response-time', target: 200 }, events: 100 },
    });
    // What is fast again stays fast: measurements keep coming, as they do from a live server.
    await vi.waitFor(async () => {
      await sendEvents(target, requests(50, 5));
      expect(receiver.received.length).toBeGreaterThan(1);
    }, PATIENCE);
    const bodies = receiver.received.map(
      (one) => verified(one) as { type: string; data: { incidentId: string } },
    );
    expect(bodies.map(({ type }) => type)).toEqual(['alert.firing', 'alert.resolved']);
    expect(bodies[1]?.data.incidentId).toBe(bodies[0]?.data.incidentId);
    const { alerts } = (await (await paceline.ask('/api/v1/alerts?app=shop')).json()) as {
      alerts: unknown[];
    };
    expect(alerts).toMatchObject([{ state: 'resolved' }, { state: 'firing' }]);
  } finally {
    await paceline.remove();
    receiver.close();
  }
}, 180_000);
