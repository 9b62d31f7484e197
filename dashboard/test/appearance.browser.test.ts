import { describe, expect, it } from 'vitest';
import type { Scenario } from './recordings.ts';
import { eventually, useDashboard } from './openDashboard.ts';
import { poorContrasts } from './poorContrasts.ts';

const { site, open } = useDashboard();

const VIEW = '/?app=shop&range=1h&metric=request.duration&budget=api-response-time';
describe('the page', () => {
  it('lives with a strict content security policy, and asks nobody else', async () => {
    const { page, complaints, requests } = await open(VIEW);
    await page.waitForSelector('.plot canvas');
    await page.mouse.move(900, 450);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.chart-table summary').click();
    await page.keyboard.press('t');
    await page.locator('[data-budget="memory"] a').click();
    await eventually(async () =>
      expect(await page.locator('#chart-title').textContent()).toBe('Memory per instance'),
    );
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(site().origin))).toEqual([]);
    expect(requests.length).toBeGreaterThan(8);
  });

  it.each<[Scenario, number]>([
    ['busy', 360],
    ['empty', 360],
    ['thin', 360],
    ['busy', 768],
    ['busy', 1121],
  ])('fits %s into %d px without scrolling sideways', async (scenario, width) => {
    site().scenario = scenario;
    const { page } = await open(VIEW, { viewport: { width, height: 740 } });
    await page.waitForSelector('.plot canvas');
    await page.waitForSelector('[data-budget]');
    await page.locator('.chart-method summary').click();
    await page.locator('.chart-table summary').click();
    const wider = await page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => !element.closest('.hidden, .table-scroll, .plot, .row-head, .tip, .sparkline'))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => `${element.tagName}.${element.getAttribute('class')}`),
    );
    expect(wider).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  it('fits the sign-in form and the help into 360 px', async () => {
    const { page } = await open('/#', { viewport: { width: 360, height: 640 } });
    await page.getByLabel('API token').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const other = await open(VIEW, { viewport: { width: 360, height: 640 } });
    await other.page.waitForSelector('[data-budget]');
    await other.page.keyboard.press('?');
    const box = await other.page.getByRole('dialog').boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
  });

  it('brings the chart into sight when a budget is chosen on a phone', async () => {
    const { page } = await open(VIEW, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await page.waitForSelector('.plot canvas');
    await page.locator('[data-budget="memory"] a').tap();
    await eventually(async () => {
      const box = await page.locator('.chart-panel').boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect(box?.y).toBeLessThan(400);
    });
  });

  it.each(['light', 'dark'] as const)(
    'has enough contrast in every text when it is %s',
    async (colorScheme) => {
      const { page } = await open(VIEW, { colorScheme, reducedMotion: 'reduce' });
      await page.waitForSelector('.plot canvas');
      await page.waitForSelector('[data-budget]');
      await page.waitForSelector('.incident');
      const { poor, checked } = await poorContrasts(page);
      expect(poor).toEqual([]);
      expect(checked).toBeGreaterThan(200);
    },
  );

  it('keeps still for whoever asked for less motion', async () => {
    const { page } = await open(VIEW, { reducedMotion: 'reduce' });
    await page.waitForSelector('.live-live');
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});
