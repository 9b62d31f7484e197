import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { appPage, page } from './site.ts';
import { eventually, hasten, painted, started, untilIdle, useTestBed } from './testBed.ts';

const bed = useTestBed();
const HELLO = page('<h1>hi</h1>');

const measure = (tab: Page, value: number): Promise<void> =>
  tab.evaluate((n) => window.paceline?.measure('step', n), value);
const flush = (tab: Page): Promise<void> => tab.evaluate(() => window.paceline?.flush());

/** What has arrived. */
const inOrder = (): number[] => bed.measured('step').toSorted((a, b) => a - b);

/** Batches with one id have the same events, so that a collector may drop all but one of them. */
const expectEqualRepeats = (): void => {
  for (const { batch } of bed.site.arrivals)
    for (const other of bed.site.arrivals)
      if (other.batch.id === batch.id) expect(other.batch.events).toEqual(batch.events);
};

it('sends what it has once when the tab is closed', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/');
  await measure(tab, 1);
  await tab.close({ runBeforeUnload: true });
  await eventually(() => expect(bed.measured('step')).toEqual([1]));
  const types = bed.site.arrivals.map(({ batch }) => new Set(batch.events.map(({ type }) => type)));
  expect(types).toEqual([new Set(['cache', 'page-resources', 'vital', 'measure', 'sdk'])]);
});

it('sends each vital once when the page is hidden and shown again and again', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/');
  await tab.evaluate(() => {
    let isHidden = false;
    Object.defineProperty(document, 'hidden', { get: () => isHidden, configurable: true });
    Object.defineProperty(document, 'visibilityState', {
      get: () => (isHidden ? 'hidden' : 'visible'),
      configurable: true,
    });
    for (let turn = 0; turn < 6; turn++) {
      isHidden = !isHidden;
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      window.paceline?.measure('step', turn);
    }
    for (const name of ['hidden', 'visibilityState']) Reflect.deleteProperty(document, name);
  });
  await tab.goto(`${bed.site.origin}/blank`);
  await eventually(() => expect(inOrder()).toEqual([0, 1, 2, 3, 4, 5]));
  const keys = bed.site.events('vital').map(({ name, id }) => `${name} ${id}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(bed.site.events('page-resources')).toHaveLength(1);
});

it('brings what a tab has measured when it crashes, once', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/', [hasten]);
  await painted(tab);
  await measure(tab, 1);
  await flush(tab);
  await measure(tab, 2);
  await untilIdle(tab);
  await bed.crash(tab);
  await eventually(() => expect(inOrder()).toEqual([1, 2]));
  // Values that may still change are told as they were last.
  for (const name of ['FCP', 'LCP', 'CLS', 'TTFB', 'LOAD'])
    expect(bed.site.events('vital').filter((vital) => vital.name === name)).toHaveLength(1);
  const next = await bed.open('/');
  await measure(next, 3);
  await bed.leave(next);
  expect(inOrder()).toEqual([1, 2, 3]);
  expect(new Set(bed.site.arrivals.map(({ batch }) => batch.id)).size).toBe(bed.site.arrivals.length);
});

it('sends a batch under the id of what the browser was entrusted with, as both may arrive from a crash', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/', [
    hasten,
    () => {
      const entrusted: string[] = [];
      Object.assign(window, { entrusted });
      Object.defineProperty(window, 'fetchLater', {
        value: (_: string, { body }: { readonly body: string }) => entrusted.push(body),
      });
    },
  ]);
  await measure(tab, 1);
  await untilIdle(tab);
  const first = await tab.evaluate<string>('JSON.parse(entrusted.at(-1)).id');
  await flush(tab);
  await measure(tab, 2);
  await flush(tab);
  const ids = bed.site.arrivals.map(({ batch }) => batch.id);
  expect(ids[0]).toBe(first);
  expect(ids[1]).not.toBe(first);
});

it('brings what a hidden tab has measured when it is killed', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/', [hasten]);
  await tab.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    window.paceline?.measure('step', 1);
  });
  await untilIdle(tab);
  await bed.crash(tab);
  await eventually(() => expect(inOrder()).toEqual([1]));
});

it('brings what was measured before a crash by an SDK that was stopped and started again', async () => {
  bed.site.serve(
    '/',
    appPage(`import { init } from '@paceline/sdk-browser';
      const options = { endpoint: location.origin, key: 'k' };
      const first = init(options);
      first.measure('step', 1);
      first.stop();
      window.paceline = init(options);
      window.paceline.measure('step', 2);`),
  );
  const tab = await bed.open('/', [hasten]);
  await untilIdle(tab);
  await bed.crash(tab);
  await eventually(() => expect(inOrder()).toEqual([1, 2]));
});

it('sends again under the same id what was taken while the answer got lost', async () => {
  bed.site.serve('/', HELLO);
  bed.site.nextAnswers.push({ status: 202, lost: true });
  const tab = await bed.open('/');
  await measure(tab, 1);
  await flush(tab);
  await tab.goto(`${bed.site.origin}/?next`);
  await started(tab);
  await bed.leave(tab);
  await eventually(() => {
    const withStep = bed.site.arrivals.filter(({ batch }) =>
      batch.events.some(({ type }) => type === 'measure'),
    );
    expect(withStep.length).toBeGreaterThanOrEqual(2);
    expect(new Set(withStep.map(({ batch }) => batch.id)).size).toBe(1);
  });
  expectEqualRepeats();
  expect(bed.measured('step')).toEqual([1]);
});

it('sends what was flushed when the page is left while it is compressed', async () => {
  bed.site.serve('/', HELLO);
  const tab = await bed.open('/');
  await tab.evaluate((next) => {
    for (let n = 0; n < 90; n++) window.paceline?.measure('step', n, { text: 'some more text '.repeat(10) });
    void window.paceline?.flush();
    location.href = next;
  }, `${bed.site.origin}/?next`);
  await tab.waitForURL('**/?next');
  await started(tab);
  await flush(tab);
  await eventually(() => expect(bed.measured('step')).toHaveLength(90));
  expectEqualRepeats();
});

/** Numbers in [0, 1) that are the same for the same seed (https://en.wikipedia.org/wiki/Linear_congruential_generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

it.each([1, 2, 3])(
  'brings every measurement that was flushed or left properly exactly once, whatever happens (series %i)',
  async (seed) => {
    bed.site.serve('/', page('<h1>hi</h1>', { tag: 'data-flush-every-ms="20"' }));
    const random = seeded(seed);
    const isMostly = (share: number): boolean => random() < share;
    let tab = await bed.open('/');
    let value = 0;
    const safe: number[] = [];
    let pending: number[] = [];
    /** The page was left in an ordinary way: what it has measured must arrive. */
    const settle = (): void => void safe.push(...pending.splice(0));
    for (let step = 0; step < 40; step++) {
      if (isMostly(0.3)) bed.site.nextAnswers.push({ status: 503, headers: { 'retry-after': '1' } });
      if (isMostly(0.2)) bed.site.nextAnswers.push({ status: 202, lost: true });
      const size = Math.floor(random() * 12);
      await tab.evaluate(
        ([first, count]) => {
          for (let n = 0; n < count; n++)
            window.paceline?.measure('step', first + n, { text: 'quite a text '.repeat(n) });
        },
        [value, size] as const,
      );
      pending.push(...Array.from({ length: size }, (_, index) => value + index));
      value += size;
      const event = Math.floor(random() * 6);
      if (event === 0) {
        await bed.context.setOffline(true);
        await flush(tab);
        await bed.context.setOffline(false);
      } else if (event === 1) {
        // A page that is gone cannot hear that its last batch was refused.
        bed.site.nextAnswers.length = 0;
        await tab.goto(`${bed.site.origin}/?${step}`);
        settle();
      } else if (event === 2) {
        await flush(tab);
      } else if (event === 3) {
        await tab.evaluate(() => void window.paceline?.flush());
        await tab.reload();
        settle();
      } else if (event === 4) {
        bed.site.nextAnswers.length = 0;
        await tab.goto(`${bed.site.origin}/blank`);
        await tab.goBack({ waitUntil: 'commit' });
        settle();
      }
      await started(tab);
      // What is kept is bounded, and what is beyond it is rightly lost.
      await eventually(async () => {
        await flush(tab);
        expect(
          await tab.evaluate(() => (sessionStorage['paceline:k'] as string).split('sessionId').length),
        ).toBeLessThan(6);
      });
    }
    bed.site.nextAnswers.length = 0;
    await tab.goto(`${bed.site.origin}/?last`);
    settle();
    await started(tab);
    await eventually(async () => {
      await flush(tab);
      expect(inOrder()).toEqual(safe);
    });
    expectEqualRepeats();
    await tab.close();
    pending = [];
  },
);

it('brings nothing twice of tabs that are closed or crash at random moments', async () => {
  bed.site.serve('/', HELLO);
  const random = seeded(4);
  const left: number[] = [];
  for (let value = 0; value < 12; value++) {
    const tab = await bed.open('/', [hasten]);
    await measure(tab, value);
    if (random() < 0.5) await flush(tab);
    const isCrash = random() < 0.5;
    const hasTime = !isCrash || random() < 0.5;
    if (hasTime) left.push(value);
    if (isCrash && hasTime) await untilIdle(tab);
    if (isCrash) await bed.crash(tab);
    await tab.close({ runBeforeUnload: true });
  }
  await eventually(() => expect(bed.measured('step')).toEqual(expect.arrayContaining(left)));
  expect(new Set(bed.measured('step')).size).toBe(bed.measured('step').length);
});
