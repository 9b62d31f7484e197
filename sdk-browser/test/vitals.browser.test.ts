import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { launchChromium } from './chromium.ts';
import { page, startSite, type Site } from './site.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

let browser: Browser;
let site: Site;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchChromium(), startSite()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
beforeEach(() => {
  site.arrivals.length = 0;
  site.seen.length = 0;
});

/** Vitals travel in tenths of a millisecond, and so do the readings of a page's clock. */
const ROUNDING_MS = 0.2;

/** Measures the page a second time, by web-vitals and observers of its own, and posts what it saw when it is left. */
const OWN_EYES = `<script src="/web-vitals.js"></script><script>
  var seen = { longTasks: [] };
  for (const name of ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'])
    webVitals['on' + name](({ value }) => { (seen[name] ??= []).push(value); }, { reportAllChanges: name === 'INP' });
  new PerformanceObserver((list) => {
    for (const { startTime, processingStart } of list.getEntries()) seen.FID = processingStart - startTime;
  }).observe({ type: 'first-input', buffered: true });
  const tasks = new PerformanceObserver((list) => take(list.getEntries()));
  const take = (entries) => {
    for (const { startTime, duration } of entries) seen.longTasks.push({ startTime, duration });
  };
  tasks.observe({ type: 'longtask', buffered: true });
  addEventListener('pageshow', (event) => { if (event.persisted) { seen.restored = true; for (const name of ['LCP', 'INP', 'CLS', 'FCP', 'TTFB']) delete seen[name]; } }, true);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return;
    take(tasks.takeRecords());
    seen.LOAD = performance.getEntriesByType('navigation')[0].loadEventEnd;
    navigator.sendBeacon('/seen', JSON.stringify(seen));
  });
</script>`;

/** Comes before the SDK, so that a restored page's paint is measured between its two readings of the clock. */
const PAINT_OF_RESTORE = `<script>
  addEventListener('pageshow', ({ persisted, timeStamp }) => {
    if (persisted) requestAnimationFrame(() => requestAnimationFrame(() => {
      seen.paintNotBefore = performance.now() - timeStamp;
      setTimeout(() => { seen.paintNotAfter = performance.now() - timeStamp; });
    }));
  }, true);
</script>`;

const WITH_EYES = `${OWN_EYES}
  <h1 style="font-size:60px">A page that is slow on purpose</h1>
  <div id="space"></div>
  <button id="buy" style="width:200px;height:80px">Buy</button>
  <p>Below</p>
  <script>
    const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
    document.querySelector('#buy').onclick = () => { busy(150); };
    new PerformanceObserver(() => { document.title = 'bought'; }).observe({ type: 'event', durationThreshold: 104 });
    requestAnimationFrame(() => setTimeout(() => {
      busy(120);
      document.querySelector('#space').style.height = '200px';
      document.title = 'shifted';
    }, 100));
  </script>`;
const KNOWN_PAGE = page(WITH_EYES, { head: PAINT_OF_RESTORE });

it('sends each vital of a page once, with the values that the page saw itself', async () => {
  site.serve('/orders/1234', KNOWN_PAGE);
  const tab = await browser.newPage();
  await tab.goto(`${site.origin}/orders/1234?token=secret#part`);
  await tab.waitForFunction(() => document.title === 'shifted');
  // The input must come after the shift, which an input would excuse.
  await tab.waitForFunction(() => performance.now() > 1000);
  await tab.click('#buy');
  await tab.waitForFunction(() => document.title === 'bought');
  await tab.goto(`${site.origin}/blank`);
  await vi.waitFor(() => expect(site.seen.length * site.arrivals.length).toBeGreaterThan(0), PATIENCE);
  await tab.close();

  const seen = site.seen[0] as Record<string, number[]> & {
    longTasks: { startTime: number; duration: number }[];
  };
  const vitals = site.events('vital');
  expect(vitals.map(({ name }) => name).toSorted()).toEqual(
    ['CLS', 'FCP', 'FID', 'INP', 'LCP', 'LOAD', 'TBT', 'TTFB', 'TTI'].toSorted(),
  );
  const sent = Object.fromEntries(vitals.map(({ name, value }) => [name, value]));
  for (const name of ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'])
    expect([name, sent[name]]).toEqual([name, seen[name]?.at(-1)]);
  expect(sent['FID']).toBe(seen['FID']);
  expect(sent['LOAD']).toBe(seen['LOAD']);
  expect(sent['CLS']).toBeGreaterThan(0);
  expect(sent['INP']).toBeGreaterThanOrEqual(150);

  const after = seen.longTasks.filter(({ startTime, duration }) => startTime + duration > (sent['FCP'] ?? 0));
  const last = Math.max(...after.map(({ startTime, duration }) => startTime + duration));
  expect(after.length).toBeGreaterThanOrEqual(1);
  expect(sent['TTI']).toBeCloseTo(last, 3);
  expect(sent['TBT']).toBeCloseTo(
    after.reduce(
      (sum, { startTime, duration }) =>
        sum + Math.max(0, startTime + duration - Math.max(startTime, sent['FCP'] ?? 0) - 50),
      0,
    ),
    3,
  );
  expect(vitals.find(({ name }) => name === 'TTI')?.attributes).toMatchObject({ approximate: true });

  // All in one beacon, which names nobody.
  expect(site.arrivals).toHaveLength(1);
  expect(new Set(vitals.map(({ route }) => route))).toEqual(new Set(['/orders/1234']));
  expect(JSON.stringify(site.arrivals)).not.toContain('secret');
  expect(site.arrivals[0]?.headers.origin).toBe(site.origin);
  expect(site.arrivals[0]?.batch.context).toMatchObject({ sdk: 'browser/0.1.0' });
  const [cost] = site.events('sdk');
  expect(cost?.mainThreadMs).toBeGreaterThan(0);
  expect(cost?.bytes).toBeGreaterThan(5000);
  expect(cost?.lostBeacons).toBe(0);
});

it('sends what is final while the page stays open, and the rest once when it is left', async () => {
  site.serve('/', page(WITH_EYES, { tag: 'data-flush-every-ms="50"' }));
  const tab = await browser.newPage();
  await tab.goto(`${site.origin}/`);
  await vi.waitFor(() => {
    const names = site.events('vital').map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['TTFB', 'LOAD']));
  }, PATIENCE);
  expect(site.events('page-resources')).toHaveLength(0);
  await tab.goto(`${site.origin}/blank`);
  await vi.waitFor(() => expect(site.events('vital').map(({ name }) => name)).toContain('CLS'), PATIENCE);
  await tab.close();
  expect(site.events('page-resources')).toHaveLength(1);
  const ids = site.events('vital').map(({ name }) => name);
  expect(new Set(ids).size).toBe(ids.length);
});

it('measures a page restored from the back/forward cache anew, as another page view', async () => {
  site.serve('/cached', KNOWN_PAGE);
  const tab = await browser.newPage();
  await tab.goto(`${site.origin}/cached`);
  await tab.waitForFunction(() => document.title === 'shifted');
  await tab.goto(`${site.origin}/blank`);
  await vi.waitFor(() => expect(site.arrivals).toHaveLength(1), PATIENCE);
  await tab.goBack({ waitUntil: 'commit' });
  await tab.waitForFunction(() => (globalThis as { seen?: { restored?: boolean } }).seen?.restored === true);
  await tab.click('#buy');
  await tab.goto(`${site.origin}/blank?2`);
  await vi.waitFor(() => expect(site.arrivals.length).toBeGreaterThanOrEqual(2), PATIENCE);
  await vi.waitFor(() => expect(site.seen).toHaveLength(2), PATIENCE);
  await tab.close();

  const [first, second] = site.arrivals.map(({ batch }) => batch);
  expect(second?.context?.pageViewId).not.toBe(first?.context?.pageViewId);
  const restored = site
    .events('vital')
    .filter(({ navigationType }) => navigationType === 'back-forward-cache');
  const seen = site.seen[1] as Record<string, number[]> & { paintNotBefore: number; paintNotAfter: number };
  for (const { name, value } of restored) {
    if (name === 'LCP' || name === 'FCP') {
      expect(value).toBeGreaterThanOrEqual(seen.paintNotBefore - ROUNDING_MS);
      expect(value).toBeLessThanOrEqual(seen.paintNotAfter + ROUNDING_MS);
    } else expect(Math.abs(value - (seen[name]?.at(-1) ?? NaN))).toBeLessThanOrEqual(ROUNDING_MS);
  }
  expect(restored.map(({ name }) => name).toSorted()).toEqual(
    Object.keys(seen)
      .filter((name) => ['LCP', 'INP', 'CLS', 'FCP'].includes(name))
      .toSorted(),
  );
  const ids = site.events('vital').flatMap(({ id }) => id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

it('tells each vital of a single-page app on the route where it happened', async () => {
  site.serve(
    '/list',
    page(
      `<h1 style="font-size:60px">List</h1><button style="width:200px;height:80px">Open</button><main></main><script>
      document.querySelector('button').onclick = () => {
        history.pushState(null, '', '/list/7');
        document.querySelector('main').innerHTML = '<p style="font-size:80px">One item of the list, which is long enough to be painted</p>';
        const end = performance.now() + 60;
        while (performance.now() < end);
      };
      addEventListener('DOMContentLoaded', () => new PerformanceObserver(() => { document.title = 'navigated'; }).observe({ type: 'soft-navigation', buffered: true }));
    </script>`,
    ),
  );
  const tab = await browser.newPage();
  await tab.goto(`${site.origin}/list`);
  await tab.waitForFunction(() => window.paceline !== undefined);
  await tab.click('button');
  await tab.waitForFunction(() => document.title === 'navigated');
  await tab.goto(`${site.origin}/blank`);
  await vi.waitFor(() => expect(site.arrivals.length).toBeGreaterThan(0), PATIENCE);
  await tab.close();
  const vitals = site.events('vital');
  const of = (route: string): string[] =>
    [...new Set(vitals.filter((vital) => vital.route === route).map(({ name }) => name))].toSorted();
  expect(of('/list')).toEqual(expect.arrayContaining(['CLS', 'FCP', 'INP', 'LCP', 'LOAD', 'TTFB']));
  expect(of('/list/7')).toEqual(expect.arrayContaining(['CLS', 'FCP', 'LCP']));
  expect(
    vitals
      .filter(({ route }) => route === '/list/7')
      .every(({ navigationType }) => navigationType === 'soft-navigation'),
  ).toBe(true);
});
