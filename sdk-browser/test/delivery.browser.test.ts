import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchChromium } from './chromium.ts';
import { page, sends, startSite, type Site } from './site.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

let browser: Browser;
let context: BrowserContext;
let site: Site;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});
beforeEach(async () => {
  // What the pages of another test say when they are closed goes to that test's site.
  [site, context] = await Promise.all([startSite(), browser.newContext()]);
  return () => Promise.all([context.close(), site.close()]);
});

const open = async (path: string, scripts: (() => void)[] = []): Promise<Page & { errors: Error[] }> => {
  const tab = Object.assign(await context.newPage(), { errors: [] as Error[] });
  tab.on('pageerror', (error) => tab.errors.push(error));
  for (const script of scripts) await tab.addInitScript(script);
  await tab.goto(`${site.origin}${path}`);
  await tab.waitForFunction(() => window.paceline !== undefined);
  return tab;
};

/** Has something to say, and says it. */
const says = (tab: Page): Promise<void> =>
  tab.evaluate(async () => {
    window.paceline?.measure('visit', 1);
    await window.paceline?.flush();
  });

const ids = (): string[] => site.arrivals.map(({ batch }) => batch.id);

/** What the tab keeps of unsent batches, beside the id of the visit. */
const unsentKeys = (tab: Page): Promise<string[]> =>
  tab.evaluate(() =>
    Object.keys(sessionStorage).filter((key) => key !== 'paceline' && sessionStorage[key] !== '[]'),
  );

describe('sending', () => {
  it('asks for nothing but the post itself, without cookies, as text', async () => {
    await context.addCookies([{ name: 'session', value: 'secret', url: site.otherOrigin }]);
    site.serve('/', page('hi', { tag: `data-endpoint="${site.otherOrigin}" data-release="1.4.0"` }));
    const tab = await open('/?a=1');
    await tab.goto(`${site.origin}/blank`);
    await vi.waitFor(() => expect(site.arrivals).toHaveLength(1), PATIENCE);
    const [{ headers, url, batch } = {} as never] = site.arrivals;
    expect(url).toBe('/v1/events?key=k');
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(headers.origin).toBe(site.origin);
    expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);
    expect(batch).toMatchObject({ release: '1.4.0', source: 'browser' });
    expect(await context.cookies(site.origin)).toEqual([]);
  });

  it('names the visit the same on every page of a tab, and another in another tab', async () => {
    site.serve('/', page('<h1>hi</h1>'));
    const tab = await open('/');
    await says(tab);
    await tab.goto(`${site.origin}/?next`);
    await tab.waitForFunction(() => window.paceline !== undefined);
    await says(tab);
    const other = await open('/');
    await says(other);
    const visits = site.arrivals.map(({ batch }) => [batch.context?.pageViewId, batch.context?.sessionId]);
    const pageViews = new Set(visits.map(([pageView]) => pageView));
    expect(pageViews.size).toBe(3);
    const [first, ...later] = [...new Map(visits.map(([pageView, visit]) => [pageView, visit])).values()];
    expect(first).toMatch(/^\d+(-\d+){3}$/);
    expect(later[0]).toBe(first);
    expect(later[1]).not.toBe(first);
  });

  it('sends what it has when the tab is closed at once', async () => {
    site.serve('/', page('<h1>hi</h1>'));
    const tab = await open('/');
    await tab.close({ runBeforeUnload: true });
    await vi.waitFor(() => expect(site.events('vital').map(({ name }) => name)).toContain('TTFB'), PATIENCE);
    expect(site.arrivals).toHaveLength(1);
  });

  it('sends a refused batch again with the same id, not before it may', async () => {
    site.serve('/', page('<h1>hi</h1>'));
    site.nextAnswers.push({ status: 503, headers: { 'retry-after': '3' } });
    const tab = await open('/');
    await says(tab);
    const refusedAt = Date.now();
    await tab.evaluate(() => {
      window.paceline?.measure('basket.size', 3);
      return window.paceline?.flush();
    });
    expect(site.arrivals).toHaveLength(1);
    await vi.waitFor(() => expect(site.arrivals).toHaveLength(3), PATIENCE);
    expect(Date.now() - refusedAt).toBeGreaterThan(2900);
    expect(ids()[1]).toBe(ids()[0]);
    expect(ids()[2]).not.toBe(ids()[0]);
    expect(site.arrivals[1]?.batch.sentAt).toBeGreaterThan(site.arrivals[0]?.batch.sentAt ?? Infinity);
    expect(site.arrivals[1]?.batch.events).toEqual(site.arrivals[0]?.batch.events);
    expect(site.events('measure').filter(({ name }) => name === 'basket.size')).toHaveLength(1);
  });

  it('lets the next page of the tab send what the last one could not', async () => {
    site.serve('/', page('<h1>hi</h1>'));
    site.nextAnswers.push({ status: 429, headers: { 'retry-after': '3600' } });
    const tab = await open('/');
    await says(tab);
    await tab.goto(`${site.origin}/?next`);
    await tab.waitForFunction(() => window.paceline !== undefined);
    await says(tab);
    await vi.waitFor(() => expect(ids().filter((id) => id === ids()[0])).toHaveLength(2), PATIENCE);
    await vi.waitFor(async () => expect(await unsentKeys(tab)).toEqual([]), PATIENCE);
  });

  it('sends again after being offline', async () => {
    site.serve('/', page('<h1>hi</h1>'));
    const tab = await open('/');
    await context.setOffline(true);
    await says(tab);
    expect(site.arrivals).toEqual([]);
    await context.setOffline(false);
    await vi.waitFor(() => expect(site.arrivals).toHaveLength(1), PATIENCE);
  });

  it('does not repeat what the collector refuses for good', async () => {
    site.serve('/', page('<h1>hi</h1>'));
    site.nextAnswers.push({ status: 401 });
    const tab = await open('/');
    await says(tab);
    await says(tab);
    expect(new Set(ids()).size).toBe(ids().length);
    expect(await unsentKeys(tab)).toEqual([]);
  });
});

describe('control', () => {
  it.each([
    [
      'the visitor asks for privacy',
      '',
      () => void Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    ],
    ['the page view is not in the sample', 'data-sample-rate="0"', () => {}],
  ])('sends nothing when %s', async (_, tag, script) => {
    site.serve('/', page('hi', { tag }));
    const tab = await open('/', [script]);
    await tab.evaluate(() => {
      window.paceline?.measure('a', 1);
      return window.paceline?.flush();
    });
    await tab.goto(`${site.origin}/blank`);
    site.serve('/', page('hi'));
    const next = await open('/');
    await next.goto(`${site.origin}/blank`);
    await vi.waitFor(() => expect(site.arrivals).toHaveLength(1), PATIENCE);
    expect(site.events('measure')).toEqual([]);
  });

  it('is started once from a module, and does what the page says', async () => {
    site.serve(
      '/app',
      sends(
        'text/html',
        `<!doctype html><script type="importmap">{"imports":{"web-vitals":"/web-vitals.mjs"}}</script>
        <script type="module">
          import { init } from '/sdk/index.js';
          const options = {
            endpoint: '${site.origin}/', key: 'k', environment: 'test', routes: ['/app/:section'],
            beforeSend: (event) => event.name === 'secret' ? null : { ...event, attributes: { checked: true } },
          };
          const handle = init(options);
          window.same = [init(options), init(options)].every((other) => other === handle);
          handle.setContext({ country: 'NL' });
          handle.setRoute('/front');
          handle.measure('secret', 1);
          handle.measure('basket.size', 3);
          handle.recordCache('memory', 'hit', 2, 'prices');
          handle.recordCache('memory', 'hit', 1, 'prices');
          history.pushState(null, '', '/app/basket');
          handle.setRoute('/app/:section');
          handle.measure('basket.size', 4);
          handle.stop();
          handle.measure('basket.size', 5);
          init(options);
          handle.measure('basket.size', 6);
          handle.flush();
          document.title = 'done';
        </script>`,
      ),
    );
    const warnings: string[] = [];
    const tab = await context.newPage();
    tab.on('console', (message) => warnings.push(message.text()));
    await tab.goto(`${site.origin}/app`);
    await tab.waitForFunction(() => document.title === 'done');
    await vi.waitFor(() => expect(site.arrivals.length).toBeGreaterThan(1), PATIENCE);
    expect(await tab.evaluate('same')).toBe(true);
    expect(warnings.filter((text) => text.includes('Paceline'))).toHaveLength(1);
    expect(site.arrivals[0]?.batch).toMatchObject({ environment: 'test', context: { country: 'NL' } });
    expect(site.events('measure').map(({ name, value, route }) => [name, value, route])).toEqual([
      ['basket.size', 3, '/front'],
      ['basket.size', 4, '/app/:section'],
      ['basket.size', 6, '/app/:section'],
    ]);
    expect(site.events('cache')).toContainEqual(
      expect.objectContaining({ layer: 'memory', count: 3, name: 'prices', attributes: { checked: true } }),
    );
  });
});
