import { expect, it } from 'vitest';
import { page } from './site.ts';
import { eventually, hasten, painted, started, untilIdle, useTestBed, type Tab } from './testBed.ts';

const bed = useTestBed();
const WAITING = page('<h1>hi</h1>', { tag: 'data-wait-for-consent="true"' });

const stored = (tab: Tab): Promise<[string, string][]> =>
  tab.evaluate(() => Object.entries(sessionStorage) as [string, string][]);

it('sends and stores nothing without consent, however the page is used and left', async () => {
  bed.site.serve('/', WAITING);
  const tab = await bed.open('/');
  await tab.evaluate(async () => {
    for (let n = 0; n < 250; n++) window.paceline?.measure('early', n);
    window.paceline?.recordError(new Error('early'));
    await window.paceline?.flush();
    window.dispatchEvent(new Event('online'));
  });
  expect(await stored(tab)).toEqual([]);
  await tab.goto(`${bed.site.origin}/blank`);
  expect(await stored(tab)).toEqual([]);
  // What comes later from the same tab arrives, and nothing of the page before.
  bed.site.serve('/', page('<h1>hi</h1>'));
  await tab.goto(`${bed.site.origin}/`);
  await started(tab);
  await bed.leave(tab);
  expect(bed.site.arrivals).toHaveLength(1);
  expect([bed.measured('early'), bed.site.events('error')]).toEqual([[], []]);
});

it('sends what was measured before consent once it is given', async () => {
  bed.site.serve('/', WAITING);
  const tab = await bed.open('/');
  await tab.evaluate(() => {
    window.paceline?.measure('early', 1);
    window.paceline?.setConsent(true);
  });
  await eventually(() => expect(bed.measured('early')).toEqual([1]));
  await painted(tab);
  await bed.leave(tab);
  expect(bed.site.events('vital').map(({ name }) => name)).toEqual(
    expect.arrayContaining(['LCP', 'FCP', 'TTFB']),
  );
  expect(bed.site.arrivals[0]?.batch.context?.sessionId).toBeTruthy();
});

it('forgets all when consent is refused: what waits, what was kept, and the visit', async () => {
  bed.site.serve('/', page('<h1>hi</h1>'));
  bed.site.nextAnswers.push({ status: 503, headers: { 'retry-after': '1' } });
  const tab = await bed.open('/');
  await tab.evaluate(async () => {
    window.paceline?.measure('refused', 1);
    await window.paceline?.flush();
    window.paceline?.measure('waiting', 1);
  });
  expect((await stored(tab)).map(([key]) => key).toSorted()).toEqual(['paceline', 'paceline:k']);
  await tab.evaluate(() => window.paceline?.setConsent(false));
  expect(await stored(tab)).toEqual([]);
  const firstVisit = bed.site.arrivals[0]?.batch.context?.sessionId;
  // Longer than the collector asked to wait.
  const until = await tab.evaluate(() => performance.now() + 1200);
  await tab.waitForFunction((end) => performance.now() > end, until);
  await tab.evaluate(() => {
    window.paceline?.measure('after', 1);
    window.paceline?.setConsent(true);
    return window.paceline?.flush();
  });
  await eventually(() => expect(bed.measured('after')).toEqual([1]));
  expect([bed.measured('refused'), bed.measured('waiting')]).toEqual([[], []]);
  expect(bed.taken()[0]?.context?.sessionId).not.toBe(firstVisit);
});

it('keeps nothing on the device of a batch that fails after consent was refused', async () => {
  bed.site.serve('/', page('<h1>hi</h1>'));
  const asked: (() => void)[] = [];
  const tab = await bed.open('/');
  await tab.route('**/v1/events*', async (route) => {
    await new Promise<void>((resolve) => void asked.push(resolve));
    await route.abort().catch(() => {});
  });
  await tab.evaluate(() => {
    window.paceline?.measure('late', 1);
    Object.assign(window, { flushed: window.paceline?.flush() });
  });
  await eventually(() => expect(asked).toHaveLength(1));
  await tab.evaluate(() => window.paceline?.setConsent(false));
  for (const answer of asked) answer();
  await tab.evaluate(() => (window as { flushed?: Promise<void> }).flushed);
  expect(await stored(tab)).toEqual([]);
});

it('leaves alone what an earlier page kept, until consent is given again', async () => {
  bed.site.serve('/', page('<h1>hi</h1>'));
  bed.site.serve('/ask', WAITING);
  bed.site.nextAnswers.push({ status: 503 });
  const tab = await bed.open('/');
  await tab.evaluate(async () => {
    window.paceline?.measure('kept', 1);
    await window.paceline?.flush();
    window.paceline?.stop();
  });
  bed.site.arrivals.length = 0;
  await tab.goto(`${bed.site.origin}/ask`);
  await started(tab);
  await tab.evaluate(async () => {
    window.dispatchEvent(new Event('online'));
    document.dispatchEvent(new Event('visibilitychange'));
    await window.paceline?.flush();
    await fetch('/blank');
  });
  expect(bed.taken().map(({ id }) => id)).toEqual([]);
  await tab.evaluate(() => window.paceline?.setConsent(true));
  await eventually(() => expect(bed.measured('kept')).toEqual([1]));
});

it('takes back what the browser was to send of a page that is killed when consent is refused', async () => {
  bed.site.serve('/', page('<h1>hi</h1>'));
  const tab = await bed.open('/', [hasten]);
  await tab.evaluate(() => window.paceline?.measure('refused', 1));
  await untilIdle(tab);
  await tab.evaluate(() => window.paceline?.setConsent(false));
  await bed.crash(tab);
  const next = await bed.open('/');
  await bed.leave(next);
  expect(bed.measured('refused')).toEqual([]);
});

it('entrusts the browser with nothing without consent', async () => {
  bed.site.serve('/', WAITING);
  const tab = await bed.open('/', [hasten]);
  await tab.evaluate(() => window.paceline?.measure('refused', 1));
  await untilIdle(tab);
  await bed.crash(tab);
  bed.site.serve('/', page('<h1>hi</h1>'));
  const next = await bed.open('/');
  await bed.leave(next);
  expect(bed.measured('refused')).toEqual([]);
});
