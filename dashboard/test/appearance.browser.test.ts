import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Scenario } from './recordings.ts';
import { eventually, useDashboard } from './openDashboard.ts';

const { site, open } = useDashboard();

const VIEW = '/?app=shop&range=1h&metric=request.duration&budget=api-response-time';
/** Contrast of normal text, WCAG 2.2 AA. */
const LEAST_CONTRAST = 4.5;

/* The function runs in the page, so that everything it uses has to be inside of it. */
/* oxlint-disable unicorn/consistent-function-scoping */
/** Contrast of the texts of the page with what is behind them; only those below the least. */
const poorContrasts = (page: Page, least: number) =>
  page.evaluate((least) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('No canvas');
    const paint = (colours: readonly string[]) => {
      context.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour: readonly number[]) => {
      const [r = 0, g = 0, b = 0] = colour.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const poor: string[] = [];
    let checked = 0;
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const text = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (!text || element.closest('.hidden, .skip, noscript, option, dialog:not([open])')) continue;
      const behind: string[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        behind.unshift(getComputedStyle(at).backgroundColor);
      }
      const ink = luminance(paint([...behind, getComputedStyle(element).color]));
      const ground = luminance(paint(behind));
      const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      checked += 1;
      if (contrast < least) poor.push(`${element.className}: ${element.textContent} ${contrast.toFixed(2)}`);
    }
    return { poor, checked };
  }, least);
/* oxlint-enable unicorn/consistent-function-scoping */

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
      const { poor, checked } = await poorContrasts(page, LEAST_CONTRAST);
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
