import { expect, it } from 'vitest';
import { page } from './site.ts';
import { eventually, untilIdle, useTestBed, type Tab } from './testBed.ts';

const bed = useTestBed();

const names = (): string[] =>
  bed.site
    .events('vital')
    .map(({ name }) => name)
    .toSorted();

/** Makes the page think that it was opened in a background tab: Chromium has none while it is driven by a test. */
const inBackground = (): void => {
  let isHidden = true;
  Object.defineProperty(document, 'hidden', { get: () => isHidden, configurable: true });
  Object.defineProperty(document, 'visibilityState', {
    get: () => (isHidden ? 'hidden' : 'visible'),
    configurable: true,
  });
  const getEntriesByType =
    performance.getEntriesByType.bind<(type: string) => PerformanceEntryList>(performance);
  performance.getEntriesByType = (type: string) =>
    type === 'visibility-state'
      ? [{ name: 'hidden', entryType: type, startTime: 0, duration: 0 } as PerformanceEntry]
      : getEntriesByType(type);
  Object.assign(window, {
    show: () => {
      isHidden = false;
      for (const name of ['hidden', 'visibilityState']) Reflect.deleteProperty(document, name);
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    },
  });
};

it('tells nothing of a tab opened in the background that would be slow for that alone', async () => {
  bed.site.serve('/', page('<h1>hi</h1><button>Look</button>'));
  const tab = await bed.open('/', [inBackground]);
  await tab.evaluate('show()');
  await tab.click('button');
  await tab.waitForFunction(() => performance.interactionCount > 0);
  await bed.leave(tab);
  await eventually(() => expect(names()).toContain('INP'));
  expect(names()).toContain('TTFB');
  for (const name of ['FCP', 'LCP', 'LOAD', 'TTI', 'TBT']) expect(names()).not.toContain(name);
});

/** Makes the browser one that keeps no account of when its pages could be seen. */
const withoutVisibilityStates = (): void => {
  const getEntriesByType =
    performance.getEntriesByType.bind<(type: string) => PerformanceEntryList>(performance);
  performance.getEntriesByType = (type: string) =>
    type === 'visibility-state' ? [] : getEntriesByType(type);
};

it.each([
  ['that keeps account of it', [inBackground]],
  ['that keeps no account of it', [inBackground, withoutVisibilityStates]],
])(
  'tells a background tab that nobody ever looks at by what it needs no eyes for, in a browser %s',
  async (_, scripts) => {
    bed.site.serve('/', page('<h1>hi</h1>'));
    const tab = await bed.open('/', scripts);
    await tab.waitForLoadState('load');
    await bed.leave(tab);
    expect(bed.site.arrivals).toHaveLength(1);
    expect(names()).toContain('TTFB');
    for (const name of ['FCP', 'LCP', 'LOAD']) expect(names()).not.toContain(name);
  },
);

it('tells the load of a page that was never idle before it was left', async () => {
  bed.site.serve('/', page('<h1>hi</h1>'));
  const tab = await bed.open('/', [() => (window.requestIdleCallback = () => 0)]);
  await tab.waitForLoadState('load');
  await bed.leave(tab);
  expect(names()).toEqual(expect.arrayContaining(['LOAD', 'TTFB']));
  expect(bed.site.events('page-resources')).toHaveLength(1);
});

it('counts a prerendered page from when it is shown, and says nothing before', async () => {
  bed.site.serve('/', page('<h1>hi</h1>'));
  // Chromium prerenders nothing while it is driven by a test, so the page is told that it is.
  const tab = await bed.open('/', [
    () => {
      let activationStart = 0;
      Object.defineProperty(document, 'prerendering', { get: () => !activationStart });
      Object.defineProperty(PerformanceNavigationTiming.prototype, 'activationStart', {
        get: () => activationStart,
      });
      Object.assign(window, {
        activate: () => {
          activationStart = performance.now();
          document.dispatchEvent(new Event('prerenderingchange', { bubbles: true }));
        },
      });
    },
  ]);
  await tab.waitForLoadState('load');
  await tab.evaluate(() => {
    window.paceline?.recordError(new Error('early'));
    return window.paceline?.flush();
  });
  await untilIdle(tab);
  expect(bed.site.arrivals).toEqual([]);
  await tab.evaluate('activate()');
  await bed.leave(tab);
  expect(bed.site.arrivals).toHaveLength(1);
  expect(bed.site.events('error')).toHaveLength(1);
  // All of it was there when the visitor came.
  expect(bed.vital('TTFB').value).toBe(0);
  expect(bed.vital('LOAD').value).toBe(0);
});

/** Opens a page that is busy now and then, for at least as long as the quiet time. */
async function openBusy(): Promise<Tab> {
  bed.site.serve(
    '/',
    page(`<h1>hi</h1><script>
      const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
      var tasks = [];
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.toJSON()))).observe({ type: 'longtask', buffered: true });
      requestAnimationFrame(() => setTimeout(() => { busy(150); setTimeout(() => busy(120), 300); }, 100));
      setTimeout(() => { busy(300); document.title = 'late'; }, 7500);
    </script>`),
  );
  return bed.open('/');
}

it('takes a page for interactive at the end of the last long task before five quiet seconds', async () => {
  const tab = await openBusy();
  await tab.waitForFunction(() => document.title === 'late');
  const tasks = await tab.evaluate<{ startTime: number; duration: number }[]>('tasks');
  await bed.leave(tab);
  const fcp = bed.vital('FCP').value;
  const early = tasks.filter(({ startTime, duration }) => startTime < 4000 && startTime + duration > fcp);
  expect(early.length).toBeGreaterThanOrEqual(2);
  expect(bed.vital('TTI').value).toBeCloseTo(
    Math.max(...early.map((task) => task.startTime + task.duration)),
    3,
  );
  expect(bed.vital('TBT').value).toBeCloseTo(
    early.reduce(
      (sum, { startTime, duration }) =>
        sum + Math.max(0, startTime + duration - Math.max(startTime, fcp) - 50),
      0,
    ),
    3,
  );
  for (const name of ['TTI', 'TBT'])
    expect(bed.vital(name).attributes).toEqual({ approximate: true, quiet: true });
});

it('says that it saw no five quiet seconds of a page that was left before', async () => {
  const tab = await openBusy();
  await tab.waitForFunction('tasks.length >= 2');
  await bed.leave(tab);
  expect(bed.vital('TTI').attributes).toEqual({ approximate: true, quiet: false });
  expect(bed.vital('TBT').value).toBeGreaterThanOrEqual(170);
});
