import { gzipSync } from 'node:zlib';
import { DEFAULT_LIMITS } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, anEvent, KEY, NOW, ORIGIN, OTHER_KEY } from '../../test/aCollector.ts';

const bodyOf = (response: Response) => response.json() as Promise<Record<string, unknown>>;

describe('POST /v1/events', () => {
  it('puts the batch into the queue, keyed to its app, with its defaults', async () => {
    const { send, producer } = aCollector();
    const batch = aBatch();
    expect(await send(batch)).toEqual({ accepted: 1, dropped: [] });
    expect(producer.batches).toEqual([
      {
        app: 'shop',
        batchId: batch.id,
        receivedAt: NOW,
        environment: 'production',
        release: '',
        source: 'node',
        context: {},
        events: batch.events,
      },
    ]);
  });

  it('keeps what the sender says of its events, and nothing that the protocol does not know', async () => {
    const { send, producer } = aCollector();
    const context = { sdk: 'browser/0.1.0', device: 'mobile', country: 'DE' } as const;
    await send({
      ...aBatch({ environment: 'staging', release: '1.4.0', source: 'browser', context }),
      ip: '10.0.0.7',
      events: [{ ...anEvent(), userAgent: 'Mozilla' }],
    });
    expect(producer.batches[0]).toMatchObject({
      environment: 'staging',
      release: '1.4.0',
      source: 'browser',
      context,
    });
    expect(JSON.stringify(producer.batches)).not.toMatch(/10\.0\.0\.7|Mozilla/);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/plain;charset=UTF-8',
    'Text/Plain',
    'APPLICATION/JSON ; charset="utf-8"',
  ])('takes a body of the type %s', async (type) => {
    const { post } = aCollector();
    expect((await post(JSON.stringify(aBatch()), { 'content-type': type })).status).toBe(202);
  });

  it.each(['', 'application/x-www-form-urlencoded', 'text/html', 'application/json2'])(
    'refuses a body of the type "%s" with 415',
    async (type) => {
      const { post } = aCollector();
      const response = await post(JSON.stringify(aBatch()), { 'content-type': type });
      expect(response.status).toBe(415);
      expect(await bodyOf(response)).toMatchObject({
        type: 'urn:paceline:problem:unsupported-type',
        status: 415,
      });
    },
  );

  it('takes a body in gzip, and no other encoding', async () => {
    const { post, producer } = aCollector();
    const body = gzipSync(JSON.stringify(aBatch()));
    expect((await post(body, { 'content-encoding': 'gzip' })).status).toBe(202);
    expect(producer.batches).toHaveLength(1);
    const refused = await post(body, { 'content-encoding': 'br' });
    expect(refused.status).toBe(415);
    expect(refused.headers.get('accept-encoding')).toBe('gzip');
  });

  it.each([
    ['gzip', {}, 202],
    ['GZIP', {}, 202],
    ['gzip', { 'content-encoding': 'gzip' }, 202],
    ['br', { 'content-encoding': 'gzip' }, 202],
    ['gzip', { 'content-encoding': 'br' }, 415],
    ['br', {}, 415],
    ['', {}, 415],
    ['gzip,gzip', {}, 415],
    ['identity', {}, 400],
  ])(
    'takes the encoding "%s" of the address, with %o as headers, with %d',
    async (encoding, headers, status) => {
      const { post, producer } = aCollector();
      const body = gzipSync(JSON.stringify(aBatch()));
      const path = `/v1/events?key=${KEY}&encoding=${encoding}`;
      expect((await post(body, headers, path)).status).toBe(status);
      expect(producer.batches).toHaveLength(status === 202 ? 1 : 0);
    },
  );

  it('names what said the encoding that it refuses', async () => {
    const { post } = aCollector();
    const unsupported = await post('{}', {}, '/v1/events?encoding=br');
    expect(await bodyOf(unsupported)).toMatchObject({ field: 'encoding' });
    const noGzip = await post('{}', {}, '/v1/events?encoding=gzip');
    expect(noGzip.status).toBe(400);
    expect(await bodyOf(noGzip)).toMatchObject({
      type: 'urn:paceline:problem:invalid-gzip',
      field: 'encoding',
      detail: expect.stringContaining('leave "encoding" out'),
    });
    const header = await post('{}', { 'content-encoding': 'gzip' });
    expect(await bodyOf(header)).toMatchObject({ field: 'content-encoding' });
  });

  it('takes the key from the address or from the header, and the header goes first', async () => {
    const { app, producer } = aCollector();
    const send = (path: string, headers: Record<string, string>) =>
      app.request(path, {
        method: 'POST',
        body: JSON.stringify(aBatch()),
        headers: { 'content-type': 'text/plain', ...headers },
      });
    expect((await send(`/v1/events?key=${KEY}-next`, {})).status).toBe(202);
    expect((await send(`/v1/events?key=${KEY}`, { 'x-paceline-key': OTHER_KEY })).status).toBe(202);
    expect(producer.batches.map((batch) => batch.app)).toEqual(['shop', 'blog']);
  });

  it.each([
    ['a missing key', {}, 'missing-key'],
    ['an empty key', { 'x-paceline-key': '' }, 'missing-key'],
    ['an unknown key', { 'x-paceline-key': `${KEY}x` }, 'unknown-key'],
  ])('refuses %s with 401', async (_, headers, reason) => {
    const { app, producer, counted } = aCollector();
    const response = await app.request('/v1/events', {
      method: 'POST',
      body: JSON.stringify(aBatch()),
      headers,
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await bodyOf(response)).toMatchObject({ type: `urn:paceline:problem:${reason}`, field: 'key' });
    expect(producer.batches).toEqual([]);
    expect(await counted('paceline_collector_requests_total', { app: '', status: '401' })).toBe(1);
  });

  it.each([
    ['text that is not JSON', '{"id":', 'invalid-json', undefined],
    ['nothing', '', 'invalid-json', undefined],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'invalid-utf8', undefined],
    ['a list', '[]', 'invalid-batch', undefined],
    ['no id', JSON.stringify({ ...aBatch(), id: undefined }), 'invalid-batch', 'id'],
    ['an id that is too short', JSON.stringify(aBatch({ id: 'short' })), 'invalid-batch', 'id'],
    ['no events', JSON.stringify(aBatch({ events: [] })), 'invalid-batch', 'events'],
    ['events that are no list', JSON.stringify({ ...aBatch(), events: {} }), 'invalid-batch', 'events'],
    ['no time of sending', JSON.stringify({ ...aBatch(), sentAt: undefined }), 'invalid-batch', 'sentAt'],
    ['an unknown source', JSON.stringify({ ...aBatch(), source: 'toaster' }), 'invalid-batch', 'source'],
    [
      'a wrong context',
      JSON.stringify({ ...aBatch(), context: { country: 'Germany' } }),
      'invalid-batch',
      'context.country',
    ],
  ])('refuses %s with 400', async (_, body, reason, field) => {
    const { post, producer } = aCollector();
    const response = await post(body);
    expect(response.status).toBe(400);
    const problem = await bodyOf(response);
    expect(problem).toMatchObject({ type: `urn:paceline:problem:${reason}`, status: 400 });
    expect(problem['field']).toBe(field);
    expect(producer.batches).toEqual([]);
  });

  it('names the field, the limit and the fix', async () => {
    const { post } = aCollector();
    const response = await post(
      JSON.stringify(aBatch({ release: 'x'.repeat(DEFAULT_LIMITS.nameLength + 1) })),
    );
    expect(await bodyOf(response)).toMatchObject({
      status: 400,
      field: 'release',
      limit: 'nameLength',
      detail: expect.stringMatching(
        /"release": must have at most 128 characters; shorten it \(limit nameLength\)/,
      ),
    });
  });

  it.each([
    ['not gzip at all', Buffer.from('{}')],
    ['cut off', gzipSync(JSON.stringify(aBatch())).subarray(0, 40)],
  ])('refuses gzip that is %s with 400', async (_, body) => {
    const { post } = aCollector();
    const response = await post(new Uint8Array(body), { 'content-encoding': 'gzip' });
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ type: 'urn:paceline:problem:invalid-gzip' });
  });

  it('refuses a body over bodyBytes with 413, also when no header told its length', async () => {
    const { post, counted } = aCollector({ limits: { bodyBytes: 1000 } });
    const chunk = new TextEncoder().encode(' '.repeat(600));
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(chunk);
      },
    });
    const response = await post(endless);
    expect(response.status).toBe(413);
    expect(await bodyOf(response)).toMatchObject({ limit: 'bodyBytes', status: 413 });
    expect(pulled).toBeLessThan(200);
    expect((await post(JSON.stringify(aBatch()), { 'content-length': '1001' })).status).toBe(413);
    expect(await counted('paceline_collector_limit_hits_total', { limit: 'bodyBytes' })).toBe(2);
  });

  it('takes a body of exactly bodyBytes', async () => {
    const body = JSON.stringify(aBatch());
    const { post } = aCollector({ limits: { bodyBytes: body.length } });
    expect((await post(body)).status).toBe(202);
    expect((await post(`${body} `)).status).toBe(413);
  });

  it('refuses gzip that grows over decompressedBytes with 413', async () => {
    const { post } = aCollector();
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(DEFAULT_LIMITS.bodyBytes);
    const response = await post(bomb, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(413);
    expect(await bodyOf(response)).toMatchObject({ limit: 'decompressedBytes' });
  });

  it('refuses more requests in a second than a key may send with 429, and no other key', async () => {
    const { post, counted } = aCollector({ limits: { requestsPerSecondPerKey: 2 } });
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await post(JSON.stringify(aBatch()))).status);
    expect(statuses).toEqual([202, 202, 429]);
    const refused = await post(JSON.stringify(aBatch()));
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await bodyOf(refused)).toMatchObject({ limit: 'requestsPerSecondPerKey' });
    expect((await post(JSON.stringify(aBatch()), { 'x-paceline-key': OTHER_KEY })).status).toBe(202);
    expect(await counted('paceline_collector_limit_hits_total', { limit: 'requestsPerSecondPerKey' })).toBe(
      2,
    );
    const rateLimited = { app: 'shop', reason: 'rate-limited' };
    expect(await counted('paceline_collector_requests_refused_total', rateLimited)).toBe(2);
  });

  it.each(['unavailable', 'full'] as const)(
    'answers 503 with Retry-After when the queue is %s',
    async (reason) => {
      const { post, producer, counted, lines } = aCollector();
      producer.refuseAs(reason);
      const batch = JSON.stringify(aBatch());
      const response = await post(batch);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await bodyOf(response)).toMatchObject({ type: `urn:paceline:problem:queue-${reason}` });
      expect(await counted('paceline_collector_events_refused_total', { reason: `queue-${reason}` })).toBe(1);
      await post(batch);
      producer.refuseAs(undefined);
      expect((await post(batch)).status).toBe(202);
      expect(lines.filter((line) => line.includes('the queue takes'))).toHaveLength(2);
    },
  );

  it('decides in the documented order', async () => {
    const { post, producer } = aCollector({ limits: { requestsPerSecondPerKey: 1, bodyBytes: 200 } });
    producer.refuseAs('unavailable');
    const large = 'x'.repeat(1000);
    const wrong = { origin: 'https://evil.example', 'content-type': 'text/html' };
    expect((await post(large, { ...wrong, 'x-paceline-key': 'nobody-has-this-key' })).status).toBe(401);
    expect((await post(large, wrong)).status).toBe(403);
    expect((await post(large, { 'content-type': 'text/html' })).status).toBe(415);
    expect((await post(large, { 'content-type': 'text/html' })).status).toBe(429);
  });

  it.each([
    ['unknown-key', '', '{}', { 'x-paceline-key': 'nobody-has-this-key' }],
    ['origin', 'shop', '{}', { origin: 'https://evil.example' }],
    ['unsupported', 'shop', '{}', { 'content-type': 'text/html' }],
    ['too-large', 'shop', ' '.repeat(DEFAULT_LIMITS.bodyBytes + 1), {}],
    ['malformed', 'shop', '{', {}],
  ] as const)('counts a request refused as %s, and no events of it', async (reason, app, body, headers) => {
    const { post, producer, counted } = aCollector();
    await post(body, headers);
    expect(producer.refused).toEqual([{ app, reason }]);
    expect(await counted('paceline_collector_requests_refused_total', { app, reason })).toBe(1);
    expect(await counted('paceline_collector_events_received_total')).toBe(0);
    expect(producer.dropped).toEqual([]);
  });

  it('leaves what the queue did not take out of the ledger, as it is sent again', async () => {
    const { post, producer } = aCollector();
    producer.refuseAs('full');
    await post(JSON.stringify(aBatch()));
    expect(producer.refused).toEqual([]);
    expect(producer.dropped).toEqual([]);
  });

  it('never logs a key', async () => {
    const { app, producer, lines } = aCollector();
    producer.refuseAs('unavailable');
    producer.enqueue = () => Promise.reject(new Error(`at http://x/v1/events?key=${KEY}&a=1`));
    const response = await app.request(`/v1/events?key=${KEY}`, {
      method: 'POST',
      body: JSON.stringify(aBatch()),
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.status).toBe(500);
    expect(lines.join('')).toContain('key=***&a=1');
    expect(lines.join('')).not.toContain(KEY);
  });
});

describe('origins', () => {
  it('takes from an allowed origin, and says so to the browser', async () => {
    const { post } = aCollector();
    const response = await post(JSON.stringify(aBatch()), { origin: ORIGIN });
    expect(response.status).toBe(202);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toBe('Origin');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    'https://evil.example',
    `${ORIGIN}.evil.example`,
    `${ORIGIN}:444`,
    'http://shop.example',
    'null',
    '*',
  ])('refuses the origin %s with 403, which a page of it cannot read', async (origin) => {
    const { post, producer } = aCollector();
    const response = await post(JSON.stringify(aBatch()), { origin });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(producer.batches).toEqual([]);
  });

  it('takes from every origin for an app that allows all', async () => {
    const { post } = aCollector();
    for (const origin of ['https://anyone.example', 'null']) {
      const response = await post(JSON.stringify(aBatch()), { origin, 'x-paceline-key': OTHER_KEY });
      expect(response.status).toBe(202);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    }
  });

  it('lets an allowed page read errors, and any page that its key is unknown', async () => {
    const { post } = aCollector();
    const malformed = await post('{', { origin: ORIGIN });
    expect(malformed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const unknown = await post('{', {
      origin: 'https://any.example',
      'x-paceline-key': 'nobody-has-this-key',
    });
    expect(unknown.status).toBe(401);
    expect(unknown.headers.get('access-control-allow-origin')).toBe('https://any.example');
  });

  it('answers preflights', async () => {
    const { app } = aCollector();
    const preflight = (path: string, origin: string) =>
      app.request(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const response = await preflight('/v1/events', ORIGIN);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(response.headers.get('access-control-allow-methods')).toBe('POST');
    expect(response.headers.get('access-control-allow-headers')).toBe(
      'content-type, content-encoding, x-paceline-key',
    );
    const refused = await preflight(`/v1/events?key=${KEY}`, 'https://evil.example');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  });
});
