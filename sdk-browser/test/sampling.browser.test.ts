import { describe, expect, it } from 'vitest';
import { appPage, page, sends } from './site.ts';
import { useTestBed } from './testBed.ts';

const bed = useTestBed();

const IN_SAMPLE = (): void => void (Math.random = () => 0.2);
const OUT_OF_SAMPLE = (): void => void (Math.random = () => 0.3);

/** Says things that are well, an error, and requests of which one fails. */
const BUSY = `<h1>hi</h1><script>
  (async () => {
    while (!window.paceline) await new Promise((resolve) => setTimeout(resolve, 10));
    paceline.measure('size', 1);
    paceline.recordError(new Error('no'));
    paceline.recordError(new Error('no'));
    await fetch('/ok').then((answer) => answer.text());
    await fetch('/broken').then((answer) => answer.text());
    new PerformanceObserver((list) => {
      if (list.getEntries().some(({ name }) => name.includes('/broken'))) setTimeout(() => { document.title = 'done'; });
    }).observe({ type: 'resource', buffered: true });
  })();
</script>`;

const serveBusy = (tag: string): void => {
  bed.site.serve('/', page(BUSY, { tag }));
  bed.site.serve('/ok', sends('text/plain', 'ok'));
  bed.site.serve('/broken', (response) => void response.writeHead(500).end('no'));
};

const busy = async (script: () => void): Promise<void> => {
  const tab = await bed.open('/', [script]);
  await tab.waitForFunction(() => document.title === 'done');
  await bed.leave(tab);
};

const weights = (values: readonly { weight?: number | undefined }[]): (number | undefined)[] =>
  values.map(({ weight }) => weight);

describe('a sampled site', () => {
  it('sends a page view of the sample whole: its ordinary events count for others, bad ones for themselves', async () => {
    serveBusy('data-sample-rate="0.25"');
    await busy(IN_SAMPLE);
    expect(weights(bed.site.events('measure'))).toEqual([4]);
    expect(new Set(weights(bed.site.events('vital')))).toEqual(new Set([4]));
    expect(bed.site.events('vital').map(({ name }) => name)).toEqual(expect.arrayContaining(['LCP', 'LOAD']));
    expect(weights(bed.site.events('error'))).toEqual([2]);
    expect(bed.site.events('request').map(({ route, weight }) => [route, weight])).toEqual([
      ['/ok', 4],
      ['/broken', undefined],
    ]);
  });

  it('sends only what is bad of a page view that is not in the sample', async () => {
    serveBusy('data-sample-rate="0.25"');
    await busy(OUT_OF_SAMPLE);
    const events = bed.site.arrivals.flatMap(({ batch }) => batch.events);
    expect(events.map(({ type, weight }) => `${type} ${weight}`).toSorted()).toEqual([
      'error 2',
      'request undefined',
    ]);
  });

  it('sends nothing at all with a rate of 0, errors neither', async () => {
    serveBusy('data-sample-rate="0"');
    const tab = await bed.open('/', [IN_SAMPLE]);
    await tab.waitForFunction(() => document.title === 'done');
    await tab.evaluate(() => window.paceline?.flush());
    await tab.goto(`${bed.site.origin}/blank`);
    bed.site.serve('/', page('hi'));
    await bed.leave(await bed.open('/'));
    expect(bed.site.arrivals).toHaveLength(1);
    expect(bed.site.events('error')).toEqual([]);
  });
});

it('sends a poor vital even when its page view is not in the sample', async () => {
  bed.site.serve(
    '/',
    page(
      `<h1>hi</h1><div id="space"></div><script>
        requestAnimationFrame(() => setTimeout(() => { space.style.height = '50vh'; setTimeout(() => { document.title = 'done'; }, 100); }, 100));
      </script><p style="height:50vh">below</p>`,
      { tag: 'data-sample-rate="0.25"' },
    ),
  );
  const tab = await bed.open('/', [OUT_OF_SAMPLE]);
  await tab.waitForFunction(() => document.title === 'done');
  await bed.leave(tab);
  expect(bed.site.events('vital').map(({ name, weight }) => [name, weight])).toEqual([['CLS', undefined]]);
  expect(bed.vital('CLS').value).toBeGreaterThan(0.25);
});

it('shows each event to the app when it is measured, which may drop it or change it', async () => {
  bed.site.serve(
    '/',
    appPage(`
      import { init } from '@paceline/sdk-browser';
      window.asked = [];
      const beforeSend = (event) => {
        asked.push(event.type);
        if (event.name === 'secret') return null;
        if (event.name === 'broken') throw new Error('a bug of the app');
        return event.type === 'measure' ? { ...event, name: 'renamed' } : event;
      };
      window.paceline = init({ endpoint: location.origin, key: 'k', beforeSend });
      paceline.measure('secret', 1);
      paceline.measure('broken', 2);
      paceline.measure('size', 3);
      window.askedAtOnce = asked.filter((type) => type === 'measure').length;
    `),
  );
  const tab = await bed.open('/');
  expect(await tab.evaluate('askedAtOnce')).toBe(3);
  await bed.leave(tab);
  expect(bed.site.events('measure').map(({ name, value }) => [name, value])).toEqual([['renamed', 3]]);
  expect(bed.site.events('vital').length).toBeGreaterThan(0);
  expect(tab.errors).toEqual([]);
});

it('loses no other event when the app fails on one, and bounds what the app calls itself', async () => {
  bed.site.serve(
    '/',
    appPage(`
      import { init } from '@paceline/sdk-browser';
      const beforeSend = (event) => {
        if (event.type !== 'measure') throw new Error('a bug of the app');
        return event;
      };
      const release = 'r'.repeat(1000);
      window.paceline = init({ endpoint: location.origin + '/', key: 'k', release, environment: release, beforeSend });
      paceline.measure('size', 3);
    `),
  );
  const tab = await bed.open('/');
  await bed.leave(tab);
  expect(bed.site.arrivals.map(({ batch }) => batch.events)).toMatchObject([
    [{ type: 'measure', name: 'size' }],
  ]);
  expect(bed.site.arrivals[0]?.batch).toMatchObject({
    release: 'r'.repeat(128),
    environment: 'r'.repeat(128),
  });
  expect(tab.errors).toEqual([]);
});
