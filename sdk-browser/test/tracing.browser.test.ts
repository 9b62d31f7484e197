import { beforeEach, expect, it } from 'vitest';
import { appPage, page, sends } from './site.ts';
import { eventually, useTestBed } from './testBed.ts';

const bed = useTestBed();

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' };

/** An origin that the page does not trace. */
const strangeOrigin = (): string => bed.site.origin.replace('localhost', 'strange.localhost');

/** The headers of the requests for `path` that came, preflights aside. */
const parentsOf = (path: string): (string | undefined)[] =>
  bed.site.requests
    .filter(({ method, url }) => method !== 'OPTIONS' && url.startsWith(path))
    .map(({ headers }) => headers['traceparent'] as string | undefined);

/** The requests that the SDK told, by route. */
const told = (): Record<string, { method: string; traceId: string | undefined }> =>
  Object.fromEntries(
    bed.site.events('request').map(({ route, method, traceId }) => [route ?? '', { method, traceId }]),
  );

const hostOf = (origin: string): string => new URL(origin).host;

const traceIdOf = (parent: string | undefined): string | undefined => parent?.split('-')[1];

/** The same whatever the order. */
const inOrder = (ids: readonly (string | undefined)[]): string[] => ids.map(String).toSorted();

beforeEach(() => {
  for (const name of ['get', 'put', 'post', 'kept', 'request', 'xhr', 'other', 'strange'])
    bed.site.serve(`/api/${name}`, (response, request) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        sends('text/plain', `got ${Buffer.concat(chunks).toString()}`, CORS)(response, request),
      );
    });
});

it('continues requests of fetch and XMLHttpRequest as traces, and tells their methods', async () => {
  bed.site.serve(
    '/',
    appPage(`
      import { init } from '@paceline/sdk-browser';
      import { traceRequests } from '@paceline/sdk-browser/tracing';
      window.paceline = init({ endpoint: location.origin, key: 'k', tracing: traceRequests() });
      const text = (answer) => answer.text();
      window.answers = [
        await fetch('/api/get?q=secret#part').then(text),
        await fetch(new URL('/api/put', location), { method: 'put', body: 'body', headers: [['x-own', 'yes']] }).then(text),
        await fetch(new Request('/api/request', { method: 'POST', body: 'of request', headers: { 'x-own': 'yes' } })).then(text),
        await new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open('delete', '/api/xhr');
          request.setRequestHeader('x-own', 'yes');
          request.onload = () => resolve(request.responseText);
          request.send('of xhr');
        }),
        await fetch('/api/kept', { headers: { traceparent: 'own-parent' } }).then(text),
        await fetch('/api/post', new Request('/', { method: 'POST' })).then(text),
      ];
      document.title = 'done';
    `),
  );
  const tab = await bed.open('/');
  await tab.waitForFunction(() => document.title === 'done');
  expect(await tab.evaluate('answers')).toEqual([
    'got ',
    'got body',
    'got of request',
    'got of xhr',
    'got ',
    'got ',
  ]);
  await bed.leave(tab);

  const parents = ['/api/get', '/api/put', '/api/request', '/api/xhr'].map((path) => {
    const [parent, ...more] = parentsOf(path);
    expect(more).toEqual([]);
    expect(parent).toMatch(TRACEPARENT);
    return parent;
  });
  expect(new Set(parents.map(traceIdOf)).size).toBe(4);
  expect(parentsOf('/api/kept')).toEqual(['own-parent']);
  expect(bed.site.requests.find(({ url }) => url === '/api/post')?.method).toBe('POST');
  const own = bed.site.requests.filter(({ headers }) => headers['x-own'] === 'yes');
  expect(own.map(({ method }) => method)).toEqual(['PUT', 'POST', 'DELETE']);
  expect(told()).toEqual({
    '/api/get': { method: 'GET', traceId: traceIdOf(parents[0]) },
    '/api/put': { method: 'PUT', traceId: traceIdOf(parents[1]) },
    '/api/request': { method: 'POST', traceId: traceIdOf(parents[2]) },
    '/api/xhr': { method: 'DELETE', traceId: traceIdOf(parents[3]) },
    '/api/kept': { method: 'GET', traceId: undefined },
    '/api/post': { method: 'POST', traceId: traceIdOf(parentsOf('/api/post')[0]) },
  });
});

it('traces requests to the origins that the tag names and to no others, which see no preflight either', async () => {
  bed.site.serve(
    '/',
    page('<h1>hi</h1>', { tag: `data-trace-origins="https://unused.example ${bed.site.otherOrigin}"` }),
  );
  const tab = await bed.open('/');
  await tab.evaluate(
    async ([other, strange]) => {
      // oxlint-disable-next-line consistent-function-scoping -- it runs in the page
      const xhr = (address: string): Promise<unknown> =>
        new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open('GET', address);
          request.addEventListener('loadend', resolve);
          request.send();
        });
      // A request is told once its whole answer is there.
      await (await fetch(`${other}/api/other`)).text();
      await (await fetch(`${strange}/api/strange`, { method: 'POST', body: 'simple' })).text();
      await xhr(`${strange}/api/strange?xhr`);
      await fetch(`${strange}/api/strange?opaque`, { mode: 'no-cors' });
      await fetch(`${other}/api/get`, { mode: 'no-cors' });
    },
    [bed.site.otherOrigin, strangeOrigin()],
  );
  await bed.leave(tab);
  const [parent] = parentsOf('/api/other');
  expect(parent).toMatch(TRACEPARENT);
  expect(parentsOf('/api/strange')).toEqual([undefined, undefined, undefined]);
  // Where a request without CORS cannot have the header, the page still gets its answer.
  expect(parentsOf('/api/get')).toEqual([undefined]);
  const preflights = bed.site.requests.filter(({ method }) => method === 'OPTIONS').map(({ url }) => url);
  expect(preflights).toEqual(['/api/other']);
  expect(told()).toMatchObject({
    [`${hostOf(bed.site.otherOrigin)}/api/other`]: { method: 'GET', traceId: traceIdOf(parent) },
    [`${hostOf(strangeOrigin())}/api/strange`]: { traceId: undefined },
  });
  expect(bed.site.events('request').map(({ method }) => method)).toContain('POST');
});

it('leaves what the page asks as it is: failures, aborted requests, odd arguments, its own subclasses', async () => {
  bed.site.serve('/', page('<h1>hi</h1>', { tag: 'data-trace-origins=""' }));
  const tab = await bed.open('/');
  const outcomes = await tab.evaluate(async () => {
    // oxlint-disable-next-line consistent-function-scoping -- it runs in the page
    const nameOf = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'fine',
        (error: Error) => error.name,
      );
    const stop = new AbortController();
    const aborted = nameOf(fetch('/api/get', { signal: stop.signal }));
    stop.abort();
    const used = new Request('/api/post', { method: 'POST', body: 'once' });
    await used.text();
    class OwnRequest extends XMLHttpRequest {}
    const own = new OwnRequest();
    own.open('GET', '/api/xhr', false);
    own.send();
    const unopened = new XMLHttpRequest();
    let thrown = '';
    try {
      unopened.send();
    } catch (error) {
      thrown = (error as Error).name;
    }
    return [
      await aborted,
      await nameOf(fetch('http://[')),
      await nameOf(fetch(used)),
      await nameOf(fetch('data:text/plain,hi')),
      await nameOf(fetch('/api/get', JSON.parse('{"method":"GET","body":"not allowed"}') as RequestInit)),
      own.responseText,
      thrown,
    ];
  });
  expect(outcomes).toEqual([
    'AbortError',
    'TypeError',
    'TypeError',
    'fine',
    'TypeError',
    'got ',
    'InvalidStateError',
  ]);
  expect(tab.errors).toEqual([]);
  expect(parentsOf('/api/xhr')[0]).toMatch(TRACEPARENT);
});

it('keeps each trace with its request when many go to one address at once', async () => {
  bed.site.serve('/', page('<h1>hi</h1>', { tag: 'data-trace-origins=""' }));
  const tab = await bed.open('/');
  await tab.evaluate(async () => {
    await Promise.all(Array.from({ length: 20 }, () => fetch('/api/get').then((answer) => answer.text())));
  });
  await bed.leave(tab);
  await eventually(() => expect(bed.site.events('request')).toHaveLength(20));
  const sent = parentsOf('/api/get').map(traceIdOf);
  expect(inOrder(bed.site.events('request').map(({ traceId }) => traceId))).toEqual(inOrder(sent));
});
