import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext } from 'playwright-core';
import type { EventOf } from '@paceline/protocol';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { launchChromium } from './chromium.ts';
import { MODULE_TAG, page, sends, startSite, type Answer, type Site } from './site.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

let browser: Browser;
let context: BrowserContext;
let site: Site;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const WEBP = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=', 'base64');
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
const APP = gzipSync('// a comment that compresses well\n'.repeat(500));
const STYLE = '@font-face{font-family:own;src:url(/own.woff2)} body{font-family:own}';
const FONT = Buffer.alloc(5000, 7);
const THIRD = 'window.third = 1;';
const INLINE_STYLE = 'p { color: #333 }';
const INLINE_SCRIPT = 'window.inline = "é";';
const REUSABLE = { 'cache-control': 'max-age=3600' };
const NOT_REUSABLE = { 'cache-control': 'no-store' };

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), startSite()]);
  site.serve(
    '/app.js',
    sends('text/javascript', APP, {
      ...REUSABLE,
      'content-encoding': 'gzip',
      'server-timing': 'cdn-cache;desc="HIT", db;dur=5',
    }),
  );
  site.serve('/style.css', sends('text/css', STYLE, { ...NOT_REUSABLE, 'server-timing': 'cache;desc=MISS' }));
  site.serve('/own.woff2', sends('font/woff2', FONT, NOT_REUSABLE));
  site.serve('/a.webp', sends('image/webp', WEBP, NOT_REUSABLE));
  site.serve('/b.png', sends('image/png', PNG, REUSABLE));
  site.serve('/c.svg', sends('image/svg+xml', SVG, NOT_REUSABLE));
  site.serve('/hidden.js', sends('text/javascript', THIRD.repeat(100), NOT_REUSABLE));
  site.serve('/third.js', sends('text/javascript', THIRD, { ...NOT_REUSABLE, 'timing-allow-origin': '*' }));
  site.serve(
    '/shop',
    page(
      `<p>A shop</p><img src="/a.webp"><img src="/b.png?size=2"><img src="/c.svg"><img src="/missing.gif">
       <script>${INLINE_SCRIPT}</script><script type="application/json">{"not":"code"}</script>
       <script src="${site.otherOrigin}/hidden.js"></script><script src="${site.otherOrigin}/third.js"></script>`,
      {
        head: `<style>${INLINE_STYLE}</style><link rel="stylesheet" href="/style.css"><script src="/app.js?v=1"></script>`,
      },
    ),
  );
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
beforeEach(async () => {
  site.arrivals.length = 0;
  context = await browser.newContext();
  return () => context.close();
});

async function visit(
  path: string,
  until: () => unknown = () => document.readyState === 'complete',
): Promise<void> {
  const tab = await context.newPage();
  await tab.goto(`${site.origin}${path}`);
  await tab.waitForFunction(until);
  await tab.waitForFunction(() => window.paceline !== undefined);
  const before = site.arrivals.length;
  await tab.goto(`${site.origin}/blank`);
  await vi.waitFor(() => expect(site.arrivals.length).toBeGreaterThan(before), PATIENCE);
  await tab.close();
}

const counts = (events: EventOf<'cache'>[]): Record<string, number> => {
  const totals: Record<string, number> = {};
  for (const { layer, outcome, count } of events)
    totals[`${layer} ${outcome}`] = (totals[`${layer} ${outcome}`] ?? 0) + count;
  return totals;
};

it('weighs the page by what its resources take compressed, cached or not, and leaves hidden sizes out', async () => {
  await visit('/shop');
  await visit('/shop');
  const sizeOf = async (file: string): Promise<number> =>
    (await (await fetch(`${site.origin}/${file}`)).arrayBuffer()).byteLength;
  const [loader, sdk] = await Promise.all([sizeOf('paceline.js'), sizeOf(site.hashedScript)]);
  const [first, second] = site.events('page-resources');
  expect(first).toMatchObject({
    route: '/shop',
    inlineCriticalBytes: Buffer.byteLength(INLINE_STYLE + INLINE_SCRIPT),
  });
  // How many, bytes, uncompressed bytes, those that block rendering, other sites' bytes. Of hidden.js, of the other origin, nothing
  // else is known.
  expect(first?.types).toEqual({
    'text/javascript .js script': [3, loader + sdk + APP.length, sdk, 2, 0],
    ' .js script': [2, THIRD.length, 0, 0, THIRD.length],
    'text/css .css link': [1, STYLE.length, 0, 1, 0],
    ' .woff2 css': [1, FONT.length, FONT.length, 0, 0],
    'image/webp .webp img': [1, WEBP.length, 0, 0, 0],
    'image/png .png img': [1, PNG.length, 0, 0, 0],
    'image/svg+xml .svg img': [1, SVG.length, 0, 0, 0],
  });
  expect({ ...second, at: 0 }).toEqual({ ...first, at: 0 });
});

it('counts lookups in the browser cache and in CDN caches, and never guesses those that are hidden', async () => {
  await visit('/shop');
  // Of the site: app.js, style.css, the font, three images, the SDK's two files; of the other origin: third.js.
  expect(counts(site.events('cache'))).toEqual({ 'browser miss': 9, 'cdn hit': 1, 'cdn miss': 1 });
  site.arrivals.length = 0;
  await visit('/shop');
  // app.js and b.png come from the cache, with the CDN's answer of the first time.
  expect(counts(site.events('cache'))).toEqual({ 'browser hit': 2, 'browser miss': 7, 'cdn miss': 1 });
});

it('counts lookups in the caches of servers that tell by Server-Timing, as the layer that each is', async () => {
  const said = [
    'cache;desc=hit, cdn-cache;desc="MISS", edge-cache;desc=STALE, cfCacheStatus;desc=EXPIRED',
    'redis-cache;desc=hit, memory-cache;desc=miss, database-cache;desc="HIT", cache;desc=UPDATING',
    'cfCacheStatus;desc=DYNAMIC, cdn-cache;desc=BYPASS, db;dur=7;desc=hit, cdn-cache, hit, miss',
  ];
  said.forEach((timing, index) =>
    site.serve(
      `/told-${index}.js`,
      sends('text/javascript', '', { ...NOT_REUSABLE, 'server-timing': timing }),
    ),
  );
  site.serve('/page-timing', (response, request) => {
    response.setHeader('server-timing', 'cdn-cache;desc=HIT');
    page(said.map((_, index) => `<script src="/told-${index}.js"></script>`).join(''))(response, request);
  });
  await visit('/page-timing');
  const { 'browser miss': _, ...told } = counts(site.events('cache'));
  expect(told).toEqual({
    'cdn hit': 4,
    'cdn miss': 2,
    'redis hit': 1,
    'memory miss': 1,
    'database hit': 1,
  });
});

const json =
  (status: number): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');

it('observes requests of fetch and XMLHttpRequest, without its own', async () => {
  site.serve('/api/orders/55', json(200));
  site.serve('/api/teapot', json(418));
  site.serve('/api/broken', (response) => void response.destroy());
  site.serve('/api/opaque', json(200));
  site.serve('/api/open/77', sends('application/json', '{}', { 'access-control-allow-origin': '*' }));
  site.serve(
    '/requests',
    page(`<script>
      const asked = (path, init) => fetch(path, init).then((answer) => answer.text(), () => {});
      const xhr = () => new Promise((done) => {
        const request = new XMLHttpRequest();
        request.open('GET', '/api/teapot');
        request.onloadend = done;
        request.send();
      });
      (async () => {
        await asked('/api/orders/55?token=secret');
        await xhr();
        await asked('/api/broken');
        await asked('${site.otherOrigin}/api/opaque', { mode: 'no-cors' });
        await asked('${site.otherOrigin}/api/open/77');
        window.seen = performance.getEntriesByType('resource')
          .filter(({ name, initiatorType }) => /fetch|xml/.test(initiatorType) && name.includes('/api/'))
          .map(({ duration }) => duration);
        document.title = JSON.stringify(seen);
      })();
    </script>`),
  );
  const tab = await context.newPage();
  await tab.goto(`${site.origin}/requests`);
  await tab.waitForFunction(() => document.title.startsWith('['));
  const seen = JSON.parse(await tab.title()) as number[];
  await tab.goto(`${site.origin}/blank`);
  await vi.waitFor(() => expect(site.events('request')).toHaveLength(4), PATIENCE);
  await tab.close();
  const requests = site.events('request');
  const [orders, teapot, broken, , open] = seen;
  expect(requests.map(({ route, status, durationMs }) => [route, status, durationMs])).toEqual([
    ['/api/orders/55', 200, orders],
    ['/api/teapot', 418, teapot],
    ['/api/broken', 0, broken],
    [`${new URL(site.otherOrigin).host}/api/open/77`, 200, open],
  ]);
  expect(requests[0]).toMatchObject({ side: 'client', method: 'GET', responseBytes: 11 });
  expect(JSON.stringify(site.arrivals.map(({ batch }) => batch))).not.toContain('secret');
});

it('reports errors once for all that are equal but for numbers, and cuts queries out of texts', async () => {
  site.serve(
    '/errors',
    page(
      `<script type="module">
        const fail = (n) => { throw new TypeError('cannot read order ' + n + ' of ${site.origin}/api?token=secret'); };
        for (let n = 0; n < 30; n++) setTimeout(() => fail(n));
        Promise.reject(new RangeError('refused'));
        Promise.reject('no error at all');
        document.body.append(Object.assign(new Image(), { src: '/missing.png?token=secret', onerror() { document.title = 'done'; } }));
        paceline.recordError(new Error('handled'));
      </script>`,
      { script: MODULE_TAG },
    ),
  );
  await visit('/errors', () => document.title === 'done');
  const errors = site.events('error');
  expect(
    errors
      .map(({ kind, name, message, weight }) => [kind, name, message, weight ?? 1].join(' | '))
      .toSorted(),
  ).toEqual([
    'handled | Error | handled | 1',
    'rejection | RangeError | refused | 1',
    'rejection | rejection | no error at all | 1',
    `resource | resource | img ${site.origin}/missing.png | 1`,
    `uncaught | TypeError | cannot read order 0 of ${site.origin}/api | 30`,
  ]);
  expect(errors.find(({ name }) => name === 'TypeError')?.stack).toMatch(/\/errors:\d+:\d+/);
  expect(JSON.stringify(errors)).not.toContain('secret');
});

it('reports what the content security policy of the page forbids', async () => {
  site.serve('/policy', (response, request) => {
    response.setHeader('content-security-policy', "script-src 'self' 'unsafe-inline'; connect-src 'self'");
    page(
      `<script type="module">
        document.addEventListener('securitypolicyviolation', () => { document.title = 'done'; });
        document.head.append(Object.assign(document.createElement('script'), { src: 'https://evil.example/x.js?token=secret' }));
      </script>`,
      { script: MODULE_TAG },
    )(response, request);
  });
  await visit('/policy', () => document.title === 'done');
  expect(site.events('error').filter(({ kind }) => kind === 'csp')).toMatchObject([
    { name: 'csp', message: 'script-src-elem https://evil.example/x.js' },
  ]);
});

it('reports at most 20 different errors a minute', async () => {
  site.serve(
    '/loop',
    page(
      `<script type="module">
        for (let n = 0; n < 200; n++)
          paceline.recordError(new Error([...String(n)].map((digit) => 'abcdefghij'[digit]).join('')));
      </script>`,
      { script: MODULE_TAG },
    ),
  );
  await visit('/loop');
  expect(site.events('error')).toHaveLength(20);
});
