import { request, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { aBatch, KEY, someOptions } from '../test/aCollector.ts';
import { aForwardingCollector, aRunningCollector } from '../test/aRunningCollector.ts';
import { openSocket, postHead } from '../test/openSocket.ts';
import { startCollector } from './startCollector.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

const headers = { 'content-type': 'application/json', 'x-paceline-key': KEY };

describe('startCollector', () => {
  it('takes batches over HTTP, also compressed and in pieces without a length', async () => {
    const { collector, producer } = await aRunningCollector();
    const url = `${collector.url}/v1/events`;
    expect(collector.url).toBe(`http://127.0.0.1:${collector.port}`);

    const plain = await fetch(url, { method: 'POST', headers, body: JSON.stringify(aBatch()) });
    expect([plain.status, await plain.json()]).toEqual([202, { accepted: 1, dropped: [] }]);
    expect(plain.headers.get('x-content-type-options')).toBe('nosniff');

    const body = gzipSync(JSON.stringify(aBatch()));
    const compressed = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body,
    });
    expect(compressed.status).toBe(202);

    // As a page sends it: nothing of it needs a preflight.
    const page = await fetch(`${url}?key=${KEY}&encoding=gzip`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: gzipSync(JSON.stringify(aBatch())),
    });
    expect(page.status).toBe(202);

    const text = JSON.stringify(aBatch());
    const { socket, received } = openSocket(collector.port);
    socket.write(postHead(KEY, { 'transfer-encoding': 'chunked' }));
    for (const piece of [text.slice(0, 20), text.slice(20)]) {
      socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    }
    socket.write('0\r\n\r\n');
    await vi.waitFor(() => expect(received()).toContain('202 Accepted'), PATIENCE);
    expect(producer.batches).toHaveLength(4);
  });

  it('answers 413 in the middle of a body that has no end, and cuts the connection', async () => {
    const { collector, producer } = await aRunningCollector({ limits: { bodyBytes: 64 * 1024 } });
    const { socket, received, isClosed } = openSocket(collector.port);
    socket.write(postHead(KEY, { 'transfer-encoding': 'chunked' }));
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    const flood = setInterval(() => socket.write(chunk), 1);
    await vi.waitFor(() => expect(received()).toContain('HTTP/1.1 413'), PATIENCE);
    await vi.waitFor(() => expect(isClosed()).toBe(true), PATIENCE);
    clearInterval(flood);
    expect(received()).toContain('"limit":"bodyBytes"');
    expect(producer.batches).toEqual([]);
  });

  it('takes little memory for a gzip bomb', async () => {
    const { collector } = await aRunningCollector();
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, '0'), { level: 9 });
    const before = process.memoryUsage().rss;
    const response = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ limit: 'decompressedBytes' });
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  it('answers 408 with a problem when a body does not arrive in time', async () => {
    const { collector } = await aRunningCollector({ requestTimeoutMs: 200 });
    const { socket, received, isClosed } = openSocket(collector.port);
    socket.write(`${postHead(KEY, { 'content-length': 1000 })}{"id"`);
    await vi.waitFor(() => expect(isClosed()).toBe(true), PATIENCE);
    expect(received()).toMatch(/^HTTP\/1\.1 408 [\s\S]*application\/problem\+json[\s\S]*"status":408/);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nhost: a b\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('answers %s with a problem', async (_, text, status) => {
    const { collector, lines } = await aRunningCollector();
    const { socket, received } = openSocket(collector.port);
    socket.write(text);
    await vi.waitFor(() => expect(received()).toContain(`HTTP/1.1 ${status}`), PATIENCE);
    await vi.waitFor(() => expect(received()).toContain('application/problem+json'), PATIENCE);
    expect(lines.join('')).not.toContain('"level":50');
  });

  it('takes a batch whatever its sender expects besides', async () => {
    const { collector, producer } = await aRunningCollector();
    const body = JSON.stringify(aBatch());
    const { socket, received } = openSocket(collector.port);
    socket.write(`${postHead(KEY, { 'content-length': body.length, expect: 'miracles' })}${body}`);
    await vi.waitFor(() => expect(received()).toContain('HTTP/1.1 202'), PATIENCE);
    expect(producer.batches).toHaveLength(1);
  });

  it('goes on when a sender leaves in the middle of its body', async () => {
    const { collector, producer, registry } = await aRunningCollector();
    const { socket } = openSocket(collector.port);
    socket.write(`${postHead(KEY, { 'content-length': 1000 })}{"id"`, () => socket.destroy());
    await vi.waitFor(async () => {
      expect(await registry.metrics()).toContain(
        'paceline_collector_requests_total{app="shop",status="400"} 1',
      );
    }, PATIENCE);
    const response = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(aBatch()),
    });
    expect(response.status).toBe(202);
    expect(producer.batches).toHaveLength(1);
  });

  it('says in one sentence that its port is taken, and closes its producer', async () => {
    const { collector } = await aRunningCollector();
    const { options, producer } = someOptions();
    await expect(startCollector({ ...options, host: '127.0.0.1', port: collector.port })).rejects.toThrow(
      `The collector cannot start: port ${collector.port} of 127.0.0.1 is in use by another program; stop that, or set PACELINE_PORT.`,
    );
    expect(producer.isClosed()).toBe(true);
  });

  it('says in one sentence that its host is not one of this machine', async () => {
    const { options } = someOptions();
    await expect(startCollector({ ...options, host: '203.0.113.1', port: 0 })).rejects.toThrow(
      'The collector cannot start: 203.0.113.1 is no address of this machine; set PACELINE_HOST.',
    );
  });
});

/** What is logged when closing waited until its limit. */
const CUT_OFF = 'still in flight when the collector closed';

describe('close', () => {
  it('finishes requests in flight, then closes the producer, and is not held up by kept connections', async () => {
    const { collector, producer, lines } = await aRunningCollector();
    const idle = openSocket(collector.port);
    idle.socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
    await vi.waitFor(() => expect(idle.received()).toContain('200 OK'), PATIENCE);

    const unused = openSocket(collector.port);
    const release = producer.hold();
    const busy = openSocket(collector.port);
    const body = JSON.stringify(aBatch());
    busy.socket.write(`${postHead(KEY, { 'content-length': body.length })}${body.slice(0, 10)}`);
    busy.socket.write(body.slice(10));
    const inFlight = fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(aBatch()),
    });
    const health = await fetch(`${collector.url}/healthz`);
    expect(health.status).toBe(200);

    const closed = collector.close();
    await vi.waitFor(() => expect([idle.isClosed(), unused.isClosed()]).toEqual([true, true]), PATIENCE);
    expect(producer.isClosed()).toBe(false);
    release();
    expect((await inFlight).status).toBe(202);
    await closed;
    expect(busy.received()).toContain('202 Accepted');
    expect(producer.batches).toHaveLength(2);
    expect(producer.isClosed()).toBe(true);
    expect(lines.join('')).not.toContain(CUT_OFF);
    await expect(fetch(`${collector.url}/healthz`)).rejects.toThrow('fetch failed');
    await collector.close();
  });

  it('ends forwarded event streams in good order', async () => {
    const { collector, api, lines } = await aForwardingCollector((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      outgoing.write('data: 1\n\n');
    });
    const stream = await fetch(`${collector.url}/api/v1/live`);
    const text = stream.text();
    await vi.waitFor(() => expect(api.requests).toHaveLength(1), PATIENCE);
    await collector.close();
    expect(lines.join('')).not.toContain(CUT_OFF);
    expect(await text).toBe('data: 1\n\n');
    await vi.waitFor(() => expect(api.requests[0]?.socket.destroyed).toBe(true), PATIENCE);
  });

  it('finishes a forwarded answer that is not an event stream', async () => {
    let half: ServerResponse | undefined;
    const { collector, api } = await aForwardingCollector((_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': 4 });
      outgoing.write('[1');
      half = outgoing;
    });
    const answer = await fetch(`${collector.url}/api/v1/series`);
    expect(api.requests).toHaveLength(1);
    const closed = collector.close();
    half?.end(',]');
    expect(await answer.text()).toBe('[1,]');
    await closed;
  });
});

describe('the collector with a hundred connections', () => {
  it('answers each, and keeps them', async () => {
    const { collector, producer } = await aRunningCollector();
    const statuses = await Promise.all(
      Array.from({ length: 100 }, () => {
        const body = JSON.stringify(aBatch());
        return new Promise<number>((resolve, reject) => {
          const sent = request(`${collector.url}/v1/events`, { method: 'POST', headers }, (answer) => {
            answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
          });
          sent.on('error', reject).end(body);
        });
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(producer.batches).toHaveLength(100);
  });
});
