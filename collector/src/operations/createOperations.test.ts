import { batchSchema } from '@paceline/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aBatch, aCollector } from '../../test/aCollector.ts';
import { startServer } from '../../test/startServer.ts';

const DOWN = 'http://127.0.0.1:9';

async function anApi(status: number, text: string): Promise<string> {
  const api = await startServer((_, outgoing) => void outgoing.writeHead(status).end(text));
  onTestFinished(() => api.close());
  return api.url;
}

describe('GET /healthz', () => {
  it('is 200 as long as the process is up', async () => {
    const { app, producer } = aCollector({ apiUrl: DOWN });
    producer.refuseAs('unavailable');
    const response = await app.request('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});

describe('GET /readyz', () => {
  it('is 200 when the queue answers', async () => {
    const response = await aCollector().app.request('/readyz');
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ok', checks: { queue: 'ok' } },
    ]);
  });

  it('is 503 when the queue does not answer', async () => {
    const { app, producer } = aCollector({ apiUrl: await anApi(200, '{}') });
    producer.refuseAs('unavailable');
    const response = await app.request('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      checks: { queue: 'the queue does not answer', api: 'ok' },
    });
  });

  it('is 503 when the query API is not ready or does not answer', async () => {
    const notReady = await aCollector({ apiUrl: await anApi(503, '{}') }).app.request('/readyz');
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toMatchObject({
      checks: { queue: 'ok', api: 'the query API is not ready (503)' },
    });
    const down = await aCollector({ apiUrl: DOWN }).app.request('/readyz');
    expect(await down.json()).toMatchObject({ checks: { api: 'the query API does not answer' } });
  });
});

describe('GET /metrics', () => {
  it('has the metrics of the collector and of the query API', async () => {
    const { app, send } = aCollector({ apiUrl: await anApi(200, '# TYPE api_total counter\napi_total 3\n') });
    await send(aBatch());
    const response = await app.request('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toContain('paceline_collector_events_accepted_total{app="shop"} 1\n');
    expect(text).toContain('paceline_collector_requests_total{app="shop",status="202"} 1\n');
    expect(text).toContain('api_total 3\n');
  });

  it.each([
    ['does not answer', () => Promise.resolve(DOWN)],
    ['fails', () => anApi(500, 'api_total 3')],
  ])('has its own when the query API %s', async (_, start) => {
    const { app, send } = aCollector({ apiUrl: await start() });
    await send(aBatch());
    const text = await (await app.request('/metrics')).text();
    expect(text).toContain('paceline_collector_events_accepted_total{app="shop"} 1\n');
    expect(text).not.toContain('api_total');
  });
});

describe('GET /v1/schema', () => {
  it('is the JSON Schema of a batch, with the limits that hold here', async () => {
    const { app } = aCollector({ limits: { eventsPerBatch: 7 } });
    const response = await app.request('/v1/schema');
    expect(response.headers.get('content-type')).toBe('application/schema+json');
    const schema: unknown = await response.json();
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: expect.arrayContaining(['id', 'sentAt', 'source', 'events']),
      properties: { events: { maxItems: 7 } },
    });
    const types = batchSchema().shape.events.element.options.map((option) => option.shape.type.value);
    for (const type of types) expect(JSON.stringify(schema)).toContain(`"const":"${type}"`);
  });
});
