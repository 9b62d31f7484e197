import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firefoxPath, launchFirefox, type Firefox } from './firefox.ts';
import { appPage, page, startSite, type Site } from './site.ts';
import { eventually } from './testBed.ts';

/** Measures the page by web-vitals itself, and posts what that saw when the page is left. */
const KNOWN_PAGE = `<script src="/web-vitals.js"></script><script>
    var seen = {};
    for (const name of ['LCP', 'INP', 'CLS', 'FCP', 'TTFB'])
      webVitals['on' + name](({ value }) => { seen[name] = value; }, { reportAllChanges: true });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) return;
      seen.LOAD = performance.getEntriesByType('navigation')[0].loadEventEnd;
      seen.tellsTasks = PerformanceObserver.supportedEntryTypes.includes('longtask');
      navigator.sendBeacon('/seen', JSON.stringify(seen));
    });
  </script>
  <h1 style="font-size:60px">A page that is slow on purpose</h1>
  <button id="buy" style="width:200px;height:80px">Buy</button>
  <script>
    const busy = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
    buy.onclick = () => busy(150);
    new PerformanceObserver((list) => {
      if (list.getEntries().some(({ name }) => name === 'click')) document.title = 'bought';
    }).observe({ type: 'event', durationThreshold: 104 });
  </script>`;

describe.runIf(firefoxPath)('in Firefox', () => {
  let firefox: Firefox;
  let site: Site;

  beforeAll(async () => {
    firefox = await launchFirefox();
    return () => firefox.close();
  });
  beforeEach(async () => {
    site = await startSite();
    return () => site.close();
  });

  const until = (script: string): Promise<void> =>
    eventually(async () => expect([script, await firefox.run(`return ${script}`)]).toEqual([script, true]));

  const vitals = (): Record<string, number> =>
    Object.fromEntries(site.events('vital').map(({ name, value }) => [name, value]));

  it('sends each vital once, as web-vitals saw it, when the page is left', async () => {
    site.serve('/orders', page(KNOWN_PAGE));
    await firefox.goto(`${site.origin}/orders?token=secret`);
    await until('window.paceline !== undefined');
    await firefox.click('#buy');
    await until('document.title === "bought"');
    await firefox.goto(`${site.origin}/blank`);
    await eventually(() => expect([site.arrivals.length, site.seen.length]).toEqual([1, 1]));

    const { tellsTasks, ...seen } = site.seen[0] as Record<string, number>;
    const { TTI, TBT, FID, ...sent } = vitals();
    expect(sent).toEqual(seen);
    expect(Object.keys(sent)).toEqual(expect.arrayContaining(['LCP', 'INP', 'FCP', 'TTFB', 'LOAD']));
    expect(sent['INP']).toBeGreaterThanOrEqual(150);
    expect(FID).toBeGreaterThanOrEqual(0);
    // Where the browser does not tell of long tasks nobody knows what they blocked.
    if (!tellsTasks) expect([TTI, TBT]).toEqual([seen['LOAD'], undefined]);
    const names = site.events('vital').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(site.events('vital').map(({ route }) => route))).toEqual(new Set(['/orders']));
    expect(site.events('page-resources')).toHaveLength(1);
    expect(site.events('sdk')).toHaveLength(1);
    expect(JSON.stringify(site.arrivals)).not.toContain('secret');
  });

  it('tells requests with their trace, errors, and measurements, packed while the page stays', async () => {
    site.serve(
      '/api',
      (response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('ok'),
    );
    site.serve(
      '/app',
      appPage(`
        import { init } from '@paceline/sdk-browser/attribution';
        import { traceRequests } from '@paceline/sdk-browser/tracing';
        window.paceline = init({ endpoint: location.origin, key: 'k', tracing: traceRequests() });
        addEventListener('error', () => setTimeout(async () => {
          await fetch('/api#part', { method: 'PUT', body: 'x' }).then((answer) => answer.text());
          for (let n = 0; n < 50; n++) paceline.measure('step', n, { text: 'some text' });
          await paceline.flush();
          document.title = 'done';
        }));
        setTimeout(() => { throw new TypeError('no order 17'); });
      `),
    );
    await firefox.goto(`${site.origin}/app`);
    await until('document.title === "done"');
    await firefox.goto(`${site.origin}/blank`);
    await eventually(() => expect(site.events('sdk')).toHaveLength(1));
    expect(site.arrivals[0]?.url).toContain('encoding=gzip');
    expect(site.events('measure').map(({ value }) => value)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(site.events('error')).toMatchObject([
      { name: 'TypeError', message: 'no order 17', route: '/app' },
    ]);
    const parent = site.requests.find(({ url }) => url === '/api')?.headers['traceparent'] as string;
    expect(site.events('request')).toMatchObject([
      { route: '/api', method: 'PUT', status: 200, traceId: parent.split('-')[1] },
    ]);
  });
});
