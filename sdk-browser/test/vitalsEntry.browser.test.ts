import { beforeEach, expect, it } from 'vitest';
import { appPage } from './site.ts';
import { eventually, painted, useTestBed, type Tab } from './testBed.ts';

const bed = useTestBed();

const start = (options = ''): string => `
  import { init } from '@paceline/sdk-browser/vitals';
  window.handle = init({ endpoint: location.origin, key: 'k', ${options} });`;

const visit = async (path: string, scripts: (() => void)[] = []): Promise<Tab> => {
  const tab = await bed.visit(path, scripts);
  await tab.waitForFunction(() => 'handle' in window);
  await painted(tab);
  return tab;
};

const body = `<h1>hi</h1><button style="width:200px;height:80px" onclick="const end = performance.now() + 120; while (performance.now() < end);">Buy</button>
  <script>new PerformanceObserver(() => { document.title = 'bought'; }).observe({ type: 'event', durationThreshold: 104 });</script>`;

beforeEach(() => {
  bed.site.serve('/shop', appPage(start(), body));
});

const names = (): string[] =>
  bed.site
    .events('vital')
    .map(({ name }) => name)
    .toSorted();

it('measures the five vitals and nothing else, and sends each once when the page is left', async () => {
  const tab = await visit('/shop');
  await tab.click('button');
  await tab.waitForFunction(() => document.title === 'bought');
  await bed.leave(tab);
  expect(bed.site.arrivals).toHaveLength(1);
  expect(bed.site.arrivals[0]?.batch.events.map(({ type }) => type)).toEqual(Array(5).fill('vital'));
  expect(names()).toEqual(['CLS', 'FCP', 'INP', 'LCP', 'TTFB']);
  expect(bed.vital('INP').value).toBeGreaterThanOrEqual(120);
  expect(bed.vital('LCP').route).toBe('/shop');
  expect(bed.site.arrivals[0]?.batch.context?.sessionId).toBeTruthy();
});

it('measures a page restored from the back/forward cache anew, without its first byte', async () => {
  const tab = await visit('/shop');
  await bed.leave(tab);
  bed.site.arrivals.length = 0;
  await tab.goBack({ waitUntil: 'commit' });
  await tab.waitForFunction(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(true))));
      }),
  );
  await bed.leave(tab);
  expect(names()).toEqual(expect.arrayContaining(['FCP', 'LCP', 'CLS']));
  expect(names()).not.toContain('TTFB');
  expect(new Set(bed.site.events('vital').map(({ navigationType }) => navigationType))).toEqual(
    new Set(['back-forward-cache']),
  );
});

it.each([
  ['a rate of 0', 'sampleRate: 0', () => {}],
  ['a page view that is not in the sample', 'sampleRate: 0.25', () => void (Math.random = () => 0.3)],
  [
    'a visitor who asks for privacy',
    '',
    () => void Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
  ],
])('sends nothing of %s', async (_, options, script) => {
  bed.site.serve('/off', appPage(start(options), body));
  const tab = await visit('/off', [script]);
  await tab.evaluate('handle.flush()');
  await tab.goto(`${bed.site.origin}/blank`);
  await bed.leave(await visit('/shop'));
  expect(bed.site.arrivals).toHaveLength(1);
  expect(new Set(bed.site.events('vital').map(({ route }) => route))).toEqual(new Set(['/shop']));
});

it('lets a page view of the sample count for the others, and the app see each event', async () => {
  const beforeSend = `(event) => event.name === 'FCP' ? null : { ...event, attributes: { seen: true } }`;
  bed.site.serve(
    '/app',
    appPage(start(`sampleRate: 0.25, routes: ['/:app'], beforeSend: ${beforeSend}`), body),
  );
  const tab = await visit('/app', [() => void (Math.random = () => 0.2)]);
  await bed.leave(tab);
  expect(names()).not.toContain('FCP');
  expect(bed.vital('LCP')).toMatchObject({ weight: 4, route: '/:app', attributes: { seen: true } });
});

it('sends what could not be sent from the next page of the tab, under the same id', async () => {
  bed.site.nextAnswers.push({ status: 503 });
  const tab = await visit('/shop');
  await tab.evaluate('handle.flush()');
  await tab.goto(`${bed.site.origin}/shop?next`);
  await eventually(() => expect(bed.taken()).toHaveLength(1));
  expect(bed.taken()[0]?.id).toBe(bed.site.arrivals[0]?.batch.id);
  await bed.leave(tab);
  expect(await tab.evaluate('sessionStorage["paceline:k"] || "[]"')).toBe('[]');
});

it('never lets a bug of the app or of the page become an error of its own', async () => {
  bed.site.serve('/bug', appPage(start(`beforeSend: () => { throw new Error('a bug of the app'); }`), body));
  const tab = await visit('/bug');
  await tab.evaluate('handle.flush()?.catch?.(() => { document.title = "rejected"; })');
  expect(await tab.title()).not.toBe('rejected');
  await tab.evaluate('handle.stop()');
  await tab.evaluate(() => fetch('/blank'));
  expect(tab.errors.map(String)).toEqual([]);
});

it('sends each vital once when it was stopped and started again', async () => {
  bed.site.serve('/again', appPage(`${start()}; handle.stop(); ${start().replace(/import.*;/, '')}`, body));
  const tab = await visit('/again');
  await bed.leave(tab);
  expect(names()).toEqual([...new Set(names())]);
  expect(names()).toEqual(expect.arrayContaining(['FCP', 'LCP', 'TTFB']));
});
