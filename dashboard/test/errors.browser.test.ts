import { seriesSchema } from '@paceline/query-api/responses';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually, useDashboard } from './openDashboard.ts';
import { poorContrasts } from './poorContrasts.ts';
import { TOKEN } from './startSite.ts';

const { site, open } = useDashboard();

/** 4,180 events in 60 points: enough for P50, P75 and the mean, too few for P95 and P99. */
const SPARSE = '/?app=shop&range=1h&metric=vital.lcp&budget=largest-contentful-paint';
const DENSE = '/?app=shop&range=1h&metric=request.duration&budget=api-response-time';
const STILL = { colorScheme: 'light', deviceScaleFactor: 1, reducedMotion: 'reduce' } as const;

/** Pixels of the canvas in the colour of P95, as the shading has it over the panel and over the breach. */
const shadedPixels = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.plot canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return 0;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [r = 0, g = 0, b = 0, opacity = 0] = data.slice(at, at + 4);
      // #6646d6 at 17%, alone or over the breach's red.
      if (r < 150 && g < 95 && b > 160 && opacity > 25 && opacity < 110) found += 1;
    }
    return found;
  });

const openChart = async (address: string): Promise<Page> => {
  const { page } = await open(address, STILL);
  await page.waitForSelector('.plot canvas');
  return page;
};

const tipOfNewest = async (page: Page) => {
  await page.locator('#chart').focus();
  await page.keyboard.press('End');
  const tip = page.locator('.tip');
  await tip.waitFor();
  return (await tip.textContent())?.replaceAll('\u00A0', ' ');
};

describe('the intervals of the chart', () => {
  it('are shaded for the judged statistic, for another one that is chosen, or for none', async () => {
    const page = await openChart(DENSE);
    const pressed = () =>
      page
        .locator('.legend [aria-pressed=true]')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-statistic')));
    await eventually(async () => expect(await pressed()).toEqual(['p95']));
    await eventually(async () => expect(await shadedPixels(page)).toBeGreaterThan(2000));
    const shaded = await shadedPixels(page);
    await page.locator('.legend [data-statistic=p50]').focus();
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await shadedPixels(page)).toBeLessThan(shaded / 4));
    expect(await pressed()).toEqual(['p50']);
    expect(await page.locator('.chart-method summary').textContent()).toContain('95% interval of P50');
    await page.locator('.legend [data-statistic=p50]').click();
    await eventually(async () => expect(await pressed()).toEqual([]));
    expect(await page.locator('.chart-method summary').textContent()).toContain('No interval shaded');
  });

  it('are named by the tip with the count, and thin ones in words', async () => {
    const page = await openChart(SPARSE);
    const tip = await tipOfNewest(page);
    expect(tip).toMatch(/mean\s*\d+ ms \d+ to \d+ ms/);
    expect(tip).toMatch(/P99\s*[\d.]+ s [\d.]+ s or more/);
    expect(tip).toMatch(/(\d+) events, 95% intervals.*P95, P99 thin: \1 events/);
  });

  it('stand in the table, with a mark on what is thin', async () => {
    const page = await openChart(SPARSE);
    await page.locator('.chart-table summary').click();
    const cells = page.locator('.chart-table tbody tr').first().locator('td');
    await cells.first().waitFor();
    const texts = (await cells.allTextContents()).map((text) => text.replaceAll('\u00A0', ' ').trim());
    expect(texts[0]).toMatch(/^\d+ ms\d+ to \d+ ms$/);
    expect(texts[3]).toMatch(/^thin: \d+ events [\d.]+ s[\d.]+ s or more$/);
  });

  it('come with their method, confidence and the bound of the sketch', async () => {
    const page = await openChart(DENSE);
    await page.locator('.chart-method summary').focus();
    await page.keyboard.press('Enter');
    const method = await page.locator('.method').textContent();
    expect(method).toMatch(/95 of 100 cases.*binomial ranks \(Conover\).*at most ±2% of the value.*Wilson/);
  });
});

describe('thin points', () => {
  it('are said and ringed where there are too few events, and only there', async () => {
    const page = await openChart(SPARSE);
    const tags = page.locator('.legend .tag-thin');
    expect(await tags.count()).toBe(2);
    expect(await page.locator('.legend [data-statistic=p99] .tag-thin').textContent()).toMatch(
      /^thin: \d+ events$/,
    );
    expect(await page.locator('.chart-thin').textContent()).toContain(
      'thin: too few events (P95 59 of 59, P99 59 of 59)',
    );
    const dense = await openChart(DENSE);
    expect(await dense.locator('.legend .tag-thin').count()).toBe(0);
    expect(await dense.locator('.chart-thin').count()).toBe(0);
  });

  it('keep their values', async () => {
    site().scenario = 'thin';
    const page = await openChart(DENSE);
    const response = await fetch(
      `${site().origin}/api/v1/series?app=shop&metric=request.duration&statistic=p95&from=now-1h&to=now`,
      { headers: { authorization: `Bearer ${TOKEN}` } },
    );
    const { series } = seriesSchema.parse(await response.json());
    expect(await page.locator('.legend [data-statistic=p95]').getAttribute('data-value')).toBe(
      String(series[0]?.values.at(-1)),
    );
  });
});

const note = (page: Page) => page.locator('[data-budget=api-response-time] .error-note');
const words = async (page: Page) => (await note(page).textContent())?.replaceAll(/\s+/g, ' ').trim();

describe('values in cards and rows', () => {
  it('show no interval that tells nothing more, but speak it', async () => {
    const page = await openChart(DENSE);
    await page.locator('.card .error-note').first().waitFor({ state: 'attached' });
    expect(await words(page)).toMatch(/^interval \d+ to \d+ ms$/);
    expect((await note(page).boundingBox())?.width).toBe(1);
    expect(await page.locator('.card .error-note:not(.hidden)').count()).toBe(0);
    expect(await page.locator('.card .error-note').count()).toBe(15);
    expect(await page.locator('.chart-facts').textContent()).toMatch(/95% interval \d+ to \d+\u00A0ms/);
  });

  it('show every interval to whoever asks for that, also the next time', async () => {
    const page = await openChart(DENSE);
    await page.keyboard.press('?');
    await page.getByLabel('Show the interval of every value').check();
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await words(page)).toMatch(/^\d+–\d+ interval \d+ to \d+ ms$/));
    await page.reload();
    await note(page).waitFor();
    await page.locator('.card .error-note').first().waitFor();
    expect(await words(page)).toMatch(/^\d+–\d+ interval/);
    expect(await page.locator('.card .error-note.hidden').count()).toBe(0);
  });

  it('are marked as thin with the number of events, and kept', async () => {
    site().scenario = 'thin';
    const page = await openChart(DENSE);
    expect(await words(page)).toMatch(/^thin: 34 events interval \d+ ms or more$/);
    expect(await page.locator('[data-budget=api-response-time] .value').textContent()).toBe('232\u00A0ms');
    const card = page.getByRole('region', { name: 'Response time', exact: true }).first();
    await card.locator('.tag-thin').first().waitFor();
    expect(await card.locator('.tag-thin').allTextContents()).toEqual(Array(3).fill('thin: 7 events'));
  });
});

it.each(['light', 'dark'] as const)(
  'has enough contrast in tip, table, method and tags when it is %s',
  async (scheme) => {
    const { page } = await open(SPARSE, { ...STILL, colorScheme: scheme });
    await page.waitForSelector('.plot canvas');
    await page.locator('.chart-table summary').click();
    await page.locator('.chart-method summary').click();
    await tipOfNewest(page);
    expect((await poorContrasts(page)).poor).toEqual([]);
  },
);
