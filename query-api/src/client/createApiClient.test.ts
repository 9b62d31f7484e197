import { describe, expect, it } from 'vitest';
import { createApiClient, toAddress } from './createApiClient.ts';

interface Sent {
  readonly address: string;
  readonly init: RequestInit;
}

/** A client and what it sent; `answer` is asked for every answer. */
function aClient(answer: (sent: Sent) => Response | Promise<Response>, parts: { token?: string } = {}) {
  const sent: Sent[] = [];
  const client = createApiClient({
    fetch: async (address, init = {}) => {
      if (typeof address !== 'string') throw new TypeError('only texts are asked for');
      sent.push({ address, init });
      return answer({ address, init });
    },
    ...parts,
  });
  return { client, sent };
}

const json = (body: unknown, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

/** Answers nothing until it is given up. */
const untilAborted = ({ init: { signal } }: Sent) =>
  new Promise<Response>((_, reject) => {
    const abort = () => reject(new DOMException('over', 'AbortError'));
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort);
  });

const failureOf = async (answer: () => Response | Promise<Response>) => {
  const result = await aClient(answer).client.ask('apps', {});
  return result.ok ? undefined : result.failure;
};

describe('toAddress', () => {
  it('puts a question into path and query, and leaves out what is not asked', () => {
    expect(
      toAddress('summary', { app: 'a&b', from: 'now-1h', to: null, route: '', release: undefined }),
    ).toBe('/api/v1/summary?app=a%26b&from=now-1h');
    expect(toAddress('dimensionValues', { app: 'shop', dimension: 'status/class' })).toBe(
      '/api/v1/dimensions/status%2Fclass?app=shop',
    );
    expect(toAddress('table', { app: 'shop', route: ['/a', '/b'], limit: 5 })).toBe(
      '/api/v1/table?app=shop&route=%2Fa&route=%2Fb&limit=5',
    );
    expect(toAddress('apps', {})).toBe('/api/v1/apps');
  });
});

describe('createApiClient', () => {
  it('asks with the token, or with the session of the browser', async () => {
    const withToken = aClient(() => json({ apps: [] }), { token: 'secret' });
    expect(await withToken.client.ask('apps', {})).toEqual({ ok: true, value: { apps: [] } });
    expect(withToken.sent).toMatchObject([
      {
        address: '/api/v1/apps',
        init: {
          method: 'GET',
          credentials: 'omit',
          headers: { authorization: 'Bearer secret', accept: 'application/json' },
        },
      },
    ]);
    const withSession = aClient(() => json({ apps: [] }));
    await withSession.client.ask('apps', {});
    expect(withSession.sent[0]?.init).toMatchObject({ credentials: 'same-origin' });
    expect(withSession.sent[0]?.init.headers).toEqual({ accept: 'application/json' });
  });

  it('sends a body as JSON, and takes an answer without one', async () => {
    const { client, sent } = aClient(({ init }) =>
      init.method === 'DELETE' ? new Response(null, { status: 204 }) : json({ name: 'ci' }),
    );
    expect((await client.ask('signIn', { body: { token: 't', remember: true } })).ok).toBe(true);
    expect(sent[0]).toMatchObject({
      address: '/api/v1/session',
      init: {
        method: 'POST',
        body: '{"token":"t","remember":true}',
        headers: { 'content-type': 'application/json' },
      },
    });
    expect(await client.ask('signOut', {})).toEqual({ ok: true, value: null });
  });

  it('says why there is no answer', async () => {
    expect(await failureOf(() => json({}, 401))).toEqual({ reason: 'unauthorized' });
    expect(await failureOf(() => Promise.reject(new TypeError('gone')))).toEqual({ reason: 'unreachable' });
    expect(await failureOf(() => new Response('{"apps":', { status: 200 }))).toEqual({
      reason: 'unreachable',
    });
    const problem = { title: 'Bad Request', detail: 'from: "x" is no time' };
    expect(await failureOf(() => json(problem, 400, 'application/problem+json'))).toEqual({
      reason: 'refused',
      status: 400,
      title: 'Bad Request: from: "x" is no time',
    });
    const notOurs = new Response('<h1>proxy</h1>', { status: 502, statusText: 'Bad Gateway' });
    expect(await failureOf(() => notOurs)).toEqual({ reason: 'refused', status: 502, title: 'Bad Gateway' });
    const broken = new Response('[', { status: 500, headers: { 'content-type': 'application/json' } });
    expect(await failureOf(() => broken)).toEqual({ reason: 'refused', status: 500, title: 'Status 500' });
  });

  it('tells a caller who gave up from a server that takes too long', async () => {
    const gaveUp = new AbortController();
    const asked = aClient(untilAborted).client.ask('apps', {}, gaveUp.signal);
    gaveUp.abort();
    expect(await asked).toEqual({ ok: false, failure: { reason: 'aborted' } });
    const impatient = createApiClient({
      fetch: (_, init = {}) => untilAborted({ address: '', init }),
      patienceMs: 1,
    });
    expect(await impatient.ask('apps', {})).toEqual({ ok: false, failure: { reason: 'unreachable' } });
  });

  it('hands a stream on as it comes', async () => {
    const { client, sent } = aClient(() => new Response('event: stored\n\n'));
    const opened = await client.open('live', { app: 'shop' });
    expect(opened.ok && (await new Response(opened.value).text())).toBe('event: stored\n\n');
    expect(sent[0]).toMatchObject({ address: '/api/v1/live?app=shop' });
    expect((await aClient(() => new Response(null, { status: 401 })).client.open('live', {})).ok).toBe(false);
  });
});
