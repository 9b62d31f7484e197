import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, vi } from 'vitest';
import type { Batch, EventOf } from '@paceline/protocol';
import { launchChromium } from './chromium.ts';
import { startSite, type Site } from './site.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

/** A tab, and what its pages did not catch. */
export type Tab = Page & { readonly errors: Error[] };

/** What a test has for itself: a site, and a visitor of it. */
export interface TestBed {
  readonly site: Site;
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** Opens `path` of the site, after `scripts` have run in it. */
  readonly visit: (path: string, scripts?: (() => void)[]) => Promise<Tab>;
  /** As `visit`, and waits until the SDK has started. */
  readonly open: (path: string, scripts?: (() => void)[]) => Promise<Tab>;
  /** Leaves the page of `tab` for one without the SDK, and waits until a batch has arrived since. */
  readonly leave: (tab: Page) => Promise<void>;
  /** Ends the process of `tab`, as if it had run out of memory. */
  readonly crash: (tab: Page) => Promise<void>;
  /** Batches that were taken, each once however often it came. */
  readonly taken: () => Batch[];
  /** All values of the measure `name` that were taken. */
  readonly measured: (name: string) => number[];
  /** The vital `name` of the visit, of which there must be one. */
  readonly vital: (name: string) => EventOf<'vital'>;
}

/** Waits until `check` does not throw. */
export const eventually = async (check: () => unknown): Promise<void> =>
  void (await vi.waitFor(check, PATIENCE));

/** The SDK of a page, once it has started. */
export const started = (tab: Page): Promise<unknown> =>
  tab.waitForFunction(() => window.paceline !== undefined);

/** Waits until the browser has told of the first paint: who leaves before has no FCP and no LCP. */
export const painted = (tab: Page): Promise<void> =>
  tab.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const observer = new PerformanceObserver(() => setTimeout(resolve));
        observer.observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );

/** Makes what waits for two seconds wait for a task: the browser is entrusted with all of such a page by {@link untilIdle}. */
export const hasten = (): void => {
  const setTimer = window.setTimeout.bind(window);
  window.setTimeout = ((run: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) =>
    setTimer(run, ms === 2000 ? 0 : ms, ...values)) as typeof window.setTimeout;
};

/** Waits until the page has had nothing to do, and so has done what waits for that. */
export const untilIdle = (tab: Page): Promise<void> =>
  tab.evaluate(() => new Promise((resolve) => setTimeout(() => void requestIdleCallback(() => resolve()))));

/** Gives each test of a file its own site, since pages that are closed after a test still say something, and its own visitor. */
export function useTestBed(): TestBed {
  let browser: Browser;
  let context: BrowserContext;
  let site: Site;

  beforeAll(async () => {
    browser = await launchChromium();
    return () => browser.close();
  });
  beforeEach(async () => {
    [site, context] = await Promise.all([startSite(), browser.newContext()]);
    return () => Promise.all([context.close(), site.close()]);
  });

  const visit = async (path: string, scripts: (() => void)[] = []): Promise<Tab> => {
    const tab = Object.assign(await context.newPage(), { errors: [] as Error[] });
    tab.on('pageerror', (error) => tab.errors.push(error));
    for (const script of scripts) await tab.addInitScript(script);
    await tab.goto(`${site.origin}${path}`);
    return tab;
  };
  const taken = (): Batch[] => [
    ...new Map(
      site.arrivals.filter(({ status }) => status === 202).map(({ batch }) => [batch.id, batch]),
    ).values(),
  ];

  return {
    get site() {
      return site;
    },
    get browser() {
      return browser;
    },
    get context() {
      return context;
    },
    visit,
    open: async (path, scripts) => {
      const tab = await visit(path, scripts);
      await started(tab);
      return tab;
    },
    leave: async (tab) => {
      const before = site.arrivals.length;
      await tab.goto(`${site.origin}/blank`);
      await eventually(() => expect(site.arrivals.length).toBeGreaterThan(before));
    },
    crash: async (tab) => {
      const crashed = tab.waitForEvent('crash');
      const session = await context.newCDPSession(tab);
      session.send('Page.crash').catch(() => {});
      await crashed;
    },
    taken,
    measured: (name) =>
      taken().flatMap(({ events }) =>
        events.flatMap((event) => (event.type === 'measure' && event.name === name ? event.value : [])),
      ),
    vital: (name) => {
      const found = site.events('vital').filter((vital) => vital.name === name);
      expect(found.map((vital) => vital.name)).toEqual([name]);
      const [vital] = found;
      if (!vital) throw new Error('unreachable');
      return vital;
    },
  };
}
