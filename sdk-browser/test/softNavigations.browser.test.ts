import { expect, it } from 'vitest';
import { MODULE_TAG, page } from './site.ts';
import { painted, useTestBed, type Tab } from './testBed.ts';

const bed = useTestBed();

/**
 * An app of which each click on the button shows the next view, after `blockMs` of work. A click on `#shift` moves the content,
 * one on `#think` only takes long.
 */
const app = (onNavigated = ''): string => `
  <style>body { margin: 0 } button { width: 200px; height: 60px }</style>
  <h1 style="font-size:60px">List</h1>
  <button id="next">Next</button><button id="think">Think</button>
  <main></main>
  <script>
    var views = 0, softNavigations = 0, thoughts = 0, shifts = 0;
    const work = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
    const main = document.querySelector('main');
    next.onclick = () => {
      const view = ++views;
      history.pushState(null, '', '/items/' + view + '?token=secret');
      main.innerHTML = '<div class="space"></div><p style="font-size:70px">View ' + view + ' of this app, a text that is long enough to count</p>';
      ${onNavigated}
      work(60 * view);
    };
    think.onclick = () => work(150);
    const shift = () => { document.querySelector('.space').style.height = '100px'; };
    new PerformanceObserver((list) => { softNavigations += list.getEntries().length; }).observe({ type: 'soft-navigation', buffered: true });
    new PerformanceObserver((list) => { thoughts += list.getEntries().filter(({ name }) => name === 'click').length; }).observe({ type: 'event', durationThreshold: 104 });
    new PerformanceObserver((list) => { shifts += list.getEntries().length; }).observe({ type: 'layout-shift', buffered: true });
  </script>`;

const goNext = async (tab: Tab, views: number): Promise<void> => {
  await tab.click('#next');
  await tab.waitForFunction((count) => Number(Reflect.get(window, 'softNavigations')) >= count, views);
};

/** Of each vital: its navigation type, by name and route. */
const vitals = (): Record<string, string | undefined> =>
  Object.fromEntries(
    bed.site.events('vital').map(({ name, route, navigationType }) => [`${name} ${route}`, navigationType]),
  );

it('measures each view of a single-page app by itself, on its path', async () => {
  bed.site.serve('/list', page(app()));
  const tab = await bed.open('/list');
  await painted(tab);
  await goNext(tab, 1);
  await tab.click('#think');
  await tab.waitForFunction('thoughts >= 1');
  await goNext(tab, 2);
  // Later than half a second after the click, which would excuse it.
  const clickedAt = await tab.evaluate(() => performance.now());
  await tab.waitForFunction((at) => performance.now() > at + 700, clickedAt);
  const before = await tab.evaluate<number>('shifts');
  await tab.evaluate('shift()');
  await tab.waitForFunction((count) => Number(Reflect.get(window, 'shifts')) > count, before);
  await bed.leave(tab);

  expect(vitals()).toMatchObject({
    'FCP /list': 'navigate',
    'LCP /list': 'navigate',
    'CLS /list': 'navigate',
    'FCP /items/1': 'soft-navigation',
    'LCP /items/1': 'soft-navigation',
    'CLS /items/1': 'soft-navigation',
    'INP /items/1': 'soft-navigation',
    'FCP /items/2': 'soft-navigation',
    'LCP /items/2': 'soft-navigation',
    'CLS /items/2': 'soft-navigation',
  });
  const of = (name: string, route: string): number =>
    bed.site.events('vital').find((vital) => vital.name === name && vital.route === route)?.value ?? NaN;
  expect(of('CLS', '/list')).toBe(0);
  expect(of('CLS', '/items/1')).toBe(0);
  expect(of('CLS', '/items/2')).toBeGreaterThan(0);
  expect(of('INP', '/items/1')).toBeGreaterThanOrEqual(150);
  // From the click on, not from when the page was opened.
  expect(of('LCP', '/items/1')).toBeGreaterThanOrEqual(60);
  expect(of('LCP', '/items/1')).toBeLessThan(3000);
  // Those of the load are there once.
  for (const name of ['TTFB', 'LOAD', 'TTI', 'TBT']) expect(bed.vital(name).route).toBe('/list');
  const ids = bed.site.events('vital').flatMap(({ id }) => id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(JSON.stringify(bed.site.arrivals.map(({ batch }) => batch))).not.toContain('secret');
});

it('names each view as the router of the app does', async () => {
  bed.site.serve(
    '/list',
    page(
      `${app(`paceline.setRoute('/items/:number');`)}<script type="module">paceline.setRoute('/');</script>`,
      { script: MODULE_TAG },
    ),
  );
  const tab = await bed.open('/list');
  await painted(tab);
  await goNext(tab, 1);
  await bed.leave(tab);
  const routes = new Set(bed.site.events('vital').map(({ route }) => route));
  expect(routes).toEqual(new Set(['/', '/items/:number']));
  expect(vitals()).toMatchObject({
    'LCP /': 'navigate',
    'LOAD /': undefined,
    'LCP /items/:number': 'soft-navigation',
  });
});

it('names views by the rules of the app, and the first one as the server did', async () => {
  bed.site.serve('/list', page(app(), { tag: 'data-route="/front" data-routes="/other /items/:number"' }));
  bed.site.serve('/rules', page(app(), { tag: 'data-routes="/other /items/:number"' }));
  const tab = await bed.open('/list');
  await bed.leave(tab);
  expect(new Set(bed.site.events('vital').map(({ route }) => route))).toEqual(new Set(['/front']));
  bed.site.arrivals.length = 0;
  const other = await bed.open('/rules');
  await goNext(other, 1);
  await bed.leave(other);
  expect(new Set(bed.site.events('vital').map(({ route }) => route))).toEqual(
    new Set(['/rules', '/items/:number']),
  );
});

it('tells errors and measurements on the view that is shown, also when the path goes back', async () => {
  bed.site.serve('/list', page(app()));
  const tab = await bed.open('/list');
  await tab.evaluate(async () => {
    const { paceline } = window;
    const say = (value: number): void => {
      paceline?.measure('step', value);
      paceline?.recordError(new Error('no'));
    };
    say(1);
    history.pushState(null, '', '/items/1');
    say(2);
    history.replaceState(null, '', '/items/2#part');
    say(3);
    const back = new Promise((resolve) => {
      addEventListener('popstate', resolve);
    });
    history.back();
    await back;
    say(4);
  });
  await bed.leave(tab);
  expect(bed.site.events('measure').map(({ value, route }) => [value, route])).toEqual([
    [1, '/list'],
    [2, '/items/1'],
    [3, '/items/2'],
    [4, '/list'],
  ]);
  expect(bed.site.events('error').map(({ route, weight = 1 }) => [route, weight])).toEqual([['/list', 4]]);
});
