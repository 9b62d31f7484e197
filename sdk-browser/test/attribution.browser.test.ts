import { expect, it } from 'vitest';
import { appPage, page, sends } from './site.ts';
import { useTestBed } from './testBed.ts';

const bed = useTestBed();

const SLOW_PAGE = `
  <h1 id="headline" style="font-size:80px">The largest text of this page by far</h1>
  <div id="space"></div>
  <button id="buy" style="width:200px;height:80px">Buy</button>
  <p id="pushed">Below</p>
  <script src="/slow.js?token=secret"></script>`;
const SLOW_SCRIPT = `
  function takeLong() { const end = performance.now() + 200; while (performance.now() < end); }
  buy.addEventListener('click', takeLong);
  new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => name === 'click')) document.title = 'bought';
  }).observe({ type: 'event', durationThreshold: 104 });
  requestAnimationFrame(() => setTimeout(() => {
    space.style.height = '150px';
    setTimeout(() => { document.title = 'shifted'; }, 100);
  }, 100));`;

/** Uses the page so that it has all vitals, and leaves it. */
async function use(): Promise<void> {
  bed.site.serve('/slow.js', sends('text/javascript', SLOW_SCRIPT));
  const tab = await bed.open('/shop?token=secret');
  await tab.waitForFunction(() => document.title === 'shifted' && performance.now() > 1000);
  await tab.click('#buy');
  await tab.waitForFunction(() => document.title === 'bought');
  await bed.leave(tab);
  expect(tab.errors).toEqual([]);
}

it.each([
  ['by the tag', () => page(SLOW_PAGE, { tag: 'data-attribution' })],
  [
    'by an app',
    () =>
      appPage(
        `import { init } from '@paceline/sdk-browser/attribution';
        window.paceline = init({ endpoint: location.origin, key: 'k' });`,
        SLOW_PAGE,
      ),
  ],
])(
  'says what made each vital what it was, when the entry with attribution is chosen %s',
  async (_, answer) => {
    bed.site.serve('/shop', answer());
    await use();

    expect(bed.vital('LCP').attributes).toMatchObject({
      target: expect.stringContaining('headline') as string,
    });
    const { timeToFirstByte, resourceLoadDelay, resourceLoadDuration, elementRenderDelay } = bed.vital('LCP')
      .attributes as Record<string, number>;
    const phases = [timeToFirstByte, resourceLoadDelay, resourceLoadDuration, elementRenderDelay];
    expect(phases.reduce<number>((sum, phase) => sum + (phase ?? NaN), 0)).toBeCloseTo(
      bed.vital('LCP').value,
      0,
    );

    expect(bed.vital('CLS').attributes).toMatchObject({ loadState: 'complete' });
    expect(bed.vital('CLS').attributes?.['largestShiftTarget']).toMatch(/buy|pushed/);
    expect(bed.vital('CLS').attributes?.['largestShiftValue']).toBeCloseTo(bed.vital('CLS').value, 3);

    const inp = bed.vital('INP');
    expect(inp.value).toBeGreaterThanOrEqual(200);
    expect(inp.attributes).toMatchObject({
      interactionTarget: expect.stringContaining('buy') as string,
      interactionType: 'pointer',
      script: `${bed.site.origin}/slow.js`,
      scriptFunction: 'takeLong',
      scriptInvoker: 'BUTTON#buy.onclick',
      scriptSubpart: 'processing-duration',
    });
    expect(inp.attributes?.['scriptDuration']).toBeGreaterThanOrEqual(190);
    expect(inp.attributes?.['processingDuration']).toBeGreaterThanOrEqual(190);
    expect(JSON.stringify(bed.site.arrivals.map(({ batch }) => batch))).not.toContain('secret');
  },
);

it('says how long the parts of the load took, with attribution only', async () => {
  bed.site.serve('/shop', page('<h1>hi</h1>', { tag: 'data-attribution' }));
  bed.site.serve('/plain', page('<h1>hi</h1>'));
  const tab = await bed.open('/shop');
  await bed.leave(tab);
  const names = [
    'redirectMs',
    'domainLookupMs',
    'connectMs',
    'requestMs',
    'responseMs',
    'domContentLoadedEventMs',
  ];
  const { attributes } = bed.vital('LOAD');
  for (const name of names) expect([name, attributes?.[name]]).toEqual([name, expect.any(Number)]);
  expect(attributes?.['requestMs']).toBeGreaterThan(0);
  bed.site.arrivals.length = 0;
  await bed.leave(await bed.open('/plain'));
  expect(bed.vital('LOAD').attributes).toBeUndefined();
});

it('does not explain an interaction that no script took long in', async () => {
  bed.site.serve('/shop', page('<button>Buy</button>', { tag: 'data-attribution' }));
  const tab = await bed.open('/shop');
  await tab.click('button');
  await tab.waitForFunction(() => performance.interactionCount > 0);
  await bed.leave(tab);
  const inp = bed.site.events('vital').find(({ name }) => name === 'INP');
  expect(inp?.attributes).not.toHaveProperty('script');
});
