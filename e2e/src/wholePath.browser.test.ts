import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { seriesSchema, type Summary, summarySchema } from '@paceline/query-api/responses';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { exactQuantile } from '../test/exactQuantile.ts';
import { launchChromium, ORDINARY_USER_AGENT } from '../test/launchChromium.ts';
import { requests, sendEvents } from '../test/sendEvents.ts';
import { type SeenByPage, serveMeasuredPage } from '../test/serveMeasuredPage.ts';
import { type RunningPaceline, startPaceline } from '../test/startPaceline.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };
/** As many as the documented budgets ask for before they judge. */
const VIEWS = 20;
const QUANTILES = { p50: 0.5, p75: 0.75, p95: 0.95, p99: 0.99 } as const;
const VITALS = ['LCP', 'FCP', 'TTFB', 'LOAD', 'CLS', 'INP'] as const;

let paceline: RunningPaceline;
let browser: Browser;
let page: Awaited<ReturnType<typeof serveMeasuredPage>>;

beforeAll(async () => {
  paceline = await startPaceline();
  browser = await launchChromium(inject('chromiumPath'));
  page = await serveMeasuredPage({ url: paceline.url, key: paceline.ingestKey });
});

afterAll(async () => {
  await browser.close();
  page.close();
  await paceline.remove();
});

/** Visits an article in a tab of its own, clicks once, and leaves. */
async function visit(index: number): Promise<SeenByPage> {
  const context = await browser.newContext({ userAgent: ORDINARY_USER_AGENT });
  const tab = await context.newPage();
  await tab.goto(`${page.origin}/articles/${4711 + index}?think=${20 + 15 * index}&busy=${40 + 8 * index}`);
  await tab.waitForFunction('window.paceline !== undefined && window.seen.CLS > 0');
  await tab.click('button');
  await tab.waitForFunction('window.seen.INP > 0');
  const seen: unknown = await tab.evaluate(`({
    ...window.seen,
    TTFB: performance.getEntriesByType('navigation')[0].responseStart,
    LOAD: performance.getEntriesByType('navigation')[0].loadEventEnd,
  })`);
  await tab.goto('about:blank');
  await context.close();
  return seen as SeenByPage;
}

async function summary(query = ''): Promise<Summary> {
  const answer = await paceline.ask(`/api/v1/summary?app=demo&from=now-15m${query}`);
  return summarySchema.parse(await answer.json());
}

/** Within the bound that the answer states; a score of 0 or a fraction of a millisecond is compared as such. */
function expectWithin(
  actual: number | null | undefined,
  expected: number,
  bound: number,
  what: string,
): void {
  const allowed = Math.max(expected * bound, 0.001) + 1e-9;
  expect(
    Math.abs((actual ?? Number.NaN) - expected),
    `${what}: ${actual} against ${expected}`,
  ).toBeLessThanOrEqual(allowed);
}

async function openDashboard(query: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const tab = await context.newPage();
  await tab.goto(`${paceline.url}/?app=demo&${query}#token=${paceline.apiToken}`);
  return tab;
}

describe('a real page, through the whole path', () => {
  const views: SeenByPage[] = [];

  it('is measured as its own PerformanceObserver saw it, in the summary', async () => {
    for (let index = 0; index < VIEWS; index += 1) views.push(await visit(index));
    const result = await vi.waitFor(async () => {
      const answer = await summary();
      for (const vital of VITALS) expect(answer.webVitals[vital]?.events, vital).toBe(VIEWS);
      return answer;
    }, PATIENCE);
    expect(result.relativeErrorBound).toBeCloseTo(RELATIVE_ERROR_BOUND, 12);
    for (const vital of VITALS) {
      const seen = views.map((view) => view[vital]);
      const answered = result.webVitals[vital];
      for (const [name, q] of Object.entries(QUANTILES)) {
        const value = answered?.[name as keyof typeof QUANTILES];
        expectWithin(value, exactQuantile(seen, q), result.relativeErrorBound, `${vital} ${name}`);
      }
      // A mean is a sum: exact but for the tenth of a millisecond that a beacon carries.
      const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
      expectWithin(answered?.mean, mean, 0.005, `${vital} mean`);
    }
    expect(Math.max(...views.map(({ INP }) => INP))).toBeGreaterThan(100);
  });

  it('is filed under its templated route and its release', async () => {
    expect((await summary('&route=/articles/:id&release=1.4.0')).webVitals['LCP']?.events).toBe(VIEWS);
    expect((await summary('&release=1.3.0')).webVitals['LCP']).toMatchObject({ p75: null, events: 0 });
  });

  it('is on the chart with the same percentiles, beside its budget', async () => {
    // An hour a point: all views in one, unless the clock just passed a full hour.
    const answer = await paceline.ask(
      '/api/v1/series?app=demo&metric=vital.lcp&statistic=p50,p75,p95,p99&from=now-2h&to=now&step=1h',
    );
    const series = seriesSchema.parse(await answer.json());
    expect(series.events.reduce((sum, events) => sum + events, 0)).toBe(VIEWS);
    const tab = await openDashboard('range=7d&metric=vital.lcp&budget=largest-contentful-paint-p75');
    const legend = tab.locator('.legend [data-statistic="p75"]');
    await legend.waitFor();
    expect(await tab.locator('.uplot canvas').count()).toBeGreaterThan(0);
    const shown = Number(await legend.getAttribute('data-value'));
    const lcps = views.map(({ LCP }) => LCP);
    const isOnePoint = series.events.filter((events) => events > 0).length === 1;
    if (isOnePoint)
      expectWithin(shown, exactQuantile(lcps, 0.75), RELATIVE_ERROR_BOUND, 'LCP P75 on the chart');
    else expect(shown).toBeLessThanOrEqual(Math.max(...lcps) * (1 + RELATIVE_ERROR_BOUND));
    const row = tab.locator('[data-budget="largest-contentful-paint-p75"]');
    expect(await row.getAttribute('data-status')).toBe('ok');
    expectWithin(
      Number(await row.getAttribute('data-value')),
      exactQuantile(lcps, 0.75),
      RELATIVE_ERROR_BOUND,
      'LCP P75 on the scorecard',
    );
    const folder = fileURLToPath(new URL('../results/', import.meta.url));
    await mkdir(folder, { recursive: true });
    await tab.screenshot({ path: `${folder}/wholePath.png` });
    await tab.context().close();
  });

  it('shows on an open dashboard without anybody touching it', async () => {
    const tab = await openDashboard('range=15m&metric=request.duration&budget=api-response-time');
    const row = tab.locator('[data-budget="api-response-time"]');
    await row.waitFor();
    await vi.waitFor(
      async () => expect(await tab.locator('.live-word').textContent()).toBe('Live'),
      PATIENCE,
    );
    expect(await row.getAttribute('data-status')).toBe('no-data');
    await sendEvents({ url: paceline.url, key: paceline.ingestKey }, requests(200, 321));
    await vi.waitFor(async () => expect(await row.getAttribute('data-status')).toBe('broken'), PATIENCE);
    expectWithin(
      Number(await row.getAttribute('data-value')),
      321,
      RELATIVE_ERROR_BOUND,
      'response time P95',
    );
    await tab.context().close();
  });
});
