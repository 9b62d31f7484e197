import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { aCollector, KEY } from '../../test/aCollector.ts';
import { aForwardingCollector, aRunningCollector } from '../../test/aRunningCollector.ts';
import { openSocket } from '../../test/openSocket.ts';
import { startServer } from '../../test/startServer.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

/** An answer as it came over the wire: not decompressed. */
function rawGet(
  url: string,
  headers: Record<string, string>,
): Promise<{ answer: IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ answer, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end();
  });
}

describe('forwarding', () => {
  it('passes method, path, query, headers and body on, and tells who asked', async () => {
    const bodies: string[] = [];
    const { collector, api } = await aForwardingCollector((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString());
        outgoing.writeHead(201, {
          'x-from': 'api',
          'set-cookie': ['a=1', 'b=2'],
          connection: 'x-hop',
          'x-hop': '1',
        });
        outgoing.end('made');
      });
    });
    const answer = await fetch(`${collector.url}/api/v1/budgets%20x?app=a%26b&app=c`, {
      method: 'PUT',
      headers: {
        authorization: 'Bearer token',
        cookie: 'paceline_12345678=a.b; other=1',
        origin: 'https://paceline.example',
        'x-forwarded-for': '192.0.2.1',
      },
      body: 'some body',
    });
    expect([answer.status, await answer.text()]).toEqual([201, 'made']);
    expect(answer.headers.get('x-from')).toBe('api');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-hop')).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const [asked] = api.requests;
    expect(bodies).toEqual(['some body']);
    expect(asked?.method).toBe('PUT');
    expect(asked?.url).toBe('/api/v1/budgets%20x?app=a%26b&app=c');
    expect(asked?.headers).toMatchObject({
      authorization: 'Bearer token',
      cookie: 'paceline_12345678=a.b; other=1',
      origin: 'https://paceline.example',
      host: new URL(api.url).host,
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(collector.url).host,
    });
  });

  it('frames a body of unknown length, so that no part of it is read as another request', async () => {
    const bodies: string[] = [];
    const { collector, api } = await aForwardingCollector((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString());
        outgoing.end('fine');
      });
    });
    const { socket, received } = openSocket(collector.port);
    const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n';
    for (const [index, method] of ['DELETE', 'GET'].entries()) {
      socket.write(`${method} /x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n`);
      socket.write(`${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`);
      await vi.waitFor(() => expect(received().match(/fine/g)).toHaveLength(index + 1), PATIENCE);
    }
    expect(api.requests.map(({ url }) => url)).toEqual(['/x', '/x']);
    expect(bodies).toEqual([smuggled, smuggled]);
  });

  it('passes an encoded body on as it is', async () => {
    const body = brotliCompressSync('x'.repeat(10_000));
    const { collector } = await aForwardingCollector((_, outgoing) => {
      outgoing.writeHead(200, { 'content-encoding': 'br', 'content-length': body.length, etag: '"1"' });
      outgoing.end(body);
    });
    const got = await rawGet(`${collector.url}/`, { 'accept-encoding': 'br' });
    expect(got.answer.headers).toMatchObject({
      'content-encoding': 'br',
      'content-length': String(body.length),
      etag: '"1"',
    });
    expect(brotliDecompressSync(got.body).toString()).toBe('x'.repeat(10_000));
  });

  it('asks HEAD of the API for HEAD, and passes 304 and 204 on without a body', async () => {
    const { collector, api } = await aForwardingCollector((incoming, outgoing) => {
      const status = Number(/\d+/.exec(incoming.url ?? '')?.[0] ?? 200);
      outgoing
        .writeHead(status, status === 200 ? { 'content-length': 5 } : {})
        .end(status === 200 ? 'hello' : '');
    });
    const head = await fetch(`${collector.url}/`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '5', '']);
    expect(api.requests[0]?.method).toBe('HEAD');
    for (const status of [204, 304]) {
      const answer = await fetch(`${collector.url}/${status}`);
      expect([answer.status, await answer.text()]).toEqual([status, '']);
    }
  });

  it('passes each event of a stream on as it comes, and tells the API that the client left', async () => {
    let stream: ServerResponse | undefined;
    let left = false;
    const { collector } = await aForwardingCollector((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.flushHeaders();
      stream = outgoing;
      outgoing.on('close', () => {
        left = true;
      });
    });
    const abort = new AbortController();
    const answer = await fetch(`${collector.url}/api/v1/live`, { signal: abort.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
      stream?.write(text);
      expect((await reader?.read())?.value).toBe(text);
    }
    expect(left).toBe(false);
    abort.abort();
    await vi.waitFor(() => expect(left).toBe(true), PATIENCE);
  });

  it('takes the question back when the client leaves before the answer', async () => {
    let left = false;
    const { collector, api, lines } = await aForwardingCollector((incoming) => {
      incoming.on('close', () => {
        left = true;
      });
    });
    const { socket } = openSocket(collector.port);
    socket.write('GET /slow HTTP/1.1\r\nhost: a\r\n\r\n');
    await vi.waitFor(() => expect(api.requests).toHaveLength(1), PATIENCE);
    socket.destroy();
    await vi.waitFor(() => expect(left).toBe(true), PATIENCE);
    expect(lines.join('')).not.toContain('"level":50');
  });

  it('does not read an answer faster than the client', async () => {
    let written = 0;
    const { collector } = await aForwardingCollector((_, outgoing) => {
      const fill = () => {
        while (written < 256 * 1024 * 1024) {
          written += 64 * 1024;
          if (!outgoing.write(Buffer.alloc(64 * 1024))) return void outgoing.once('drain', fill);
        }
        return outgoing.end();
      };
      fill();
    });
    const { socket, received } = openSocket(collector.port);
    socket.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
    await vi.waitFor(() => expect(received()).toContain('200 OK'), PATIENCE);
    socket.pause();
    let before = -1;
    await vi.waitFor(
      () => {
        const isStill = written === before;
        before = written;
        expect(isStill).toBe(true);
      },
      { interval: 200, timeout: 20_000 },
    );
    expect(written).toBeLessThan(128 * 1024 * 1024);
  });

  it('cuts its own answer off when the API breaks off, so that half is not taken for whole', async () => {
    const { collector, lines } = await aForwardingCollector((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.write('[1,');
      setImmediate(() => outgoing.destroy());
    });
    const whole = fetch(`${collector.url}/api`).then((answer) => answer.text());
    await expect(whole).rejects.toThrow();
    expect(lines.join('')).not.toContain('"level":50');
  });

  it('answers 503 while the API is down, says so once, and goes on when it is back', async () => {
    const api = await startServer((_, outgoing) => void outgoing.end('up'));
    const { collector, lines } = await aRunningCollector({ apiUrl: api.url });
    const ask = async () => {
      const answer = await fetch(`${collector.url}/api`);
      return {
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        text: await answer.text(),
      };
    };
    expect(await ask()).toMatchObject({ status: 200, text: 'up' });
    await api.close();
    for (let index = 0; index < 3; index += 1) {
      const down = await ask();
      expect(down).toMatchObject({ status: 503, retryAfter: '1' });
      expect(JSON.parse(down.text)).toMatchObject({ type: 'urn:paceline:problem:api-unavailable' });
    }
    expect(lines.filter((line) => line.includes('the query API does not answer'))).toHaveLength(1);
    const back = await startServer((_, outgoing) => void outgoing.end('back'), Number(new URL(api.url).port));
    onTestFinished(() => back.close());
    expect(await ask()).toMatchObject({ status: 200, text: 'back' });
  });

  it('asks again when the API closed a kept connection just then', async () => {
    const { collector, api } = await aForwardingCollector((incoming, outgoing) => {
      if (incoming.url === '/cut' && api.requests.length === 2) incoming.socket.resetAndDestroy();
      else outgoing.end('fine');
    });
    expect(await (await fetch(`${collector.url}/first`)).text()).toBe('fine');
    expect(await (await fetch(`${collector.url}/cut`)).text()).toBe('fine');
    expect(api.requests.map(({ url }) => url)).toEqual(['/first', '/cut', '/cut']);
  });

  it('works without a socket too', async () => {
    const api = await startServer((incoming, outgoing) => void incoming.pipe(outgoing));
    onTestFinished(() => api.close());
    const { app } = aCollector({ apiUrl: `${api.url}/base/` });
    const answer = await app.request(`/echo?key=${KEY}`, { method: 'POST', body: 'hello' });
    expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
    expect(api.requests[0]?.url).toBe(`/base/echo?key=${KEY}`);
  });
});

describe('what is not forwarded', () => {
  it('is 404 without an API', async () => {
    const { app } = aCollector();
    const answer = await app.request('/api/v1/summary?key=secret');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ detail: expect.stringContaining('"/api/v1/summary"') });
  });

  it.each([
    '/v1/events',
    '/v1/schema',
    '/paceline.js',
    '/paceline.json',
    '/paceline-0123456789.js',
    '/paceline-ffffffffff.js',
    '/healthz',
    '/readyz',
    '/metrics',
  ])('is another method of the own path %s, which is 405', async (path) => {
    const { app } = aCollector({ apiUrl: 'http://127.0.0.1:9' });
    const answer = await app.request(path, { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBeTruthy();
  });
});
