import { describe, expect, it } from 'vitest';
import { eventually, useDashboard, valueOf } from './openDashboard.ts';

const { site, open } = useDashboard();

const VIEW = '/?app=shop&range=1h&metric=request.duration&budget=api-response-time';
const ROW = '[data-budget="api-response-time"]';
const LEGEND = '.legend [data-statistic="p95"]';
/** What the page promises from the storing of a measurement to its showing. */
const SHOWN_WITHIN_MS = 2000;

const openLive = async () => {
  const opened = await open(VIEW);
  await opened.page.waitForSelector(LEGEND);
  await eventually(() => expect(site().listeners()).toBe(1));
  await eventually(async () => expect(await opened.page.locator('.live-word').textContent()).toBe('Live'));
  return opened;
};

const timesAsked = (path: string) => site().questions.filter(({ pathname }) => pathname === path).length;

describe('live updates', () => {
  it('shows what was stored within two seconds, in the scorecard, the chart and the cards', async () => {
    const { page } = await openLive();
    const [value, latest] = [await valueOf(page, ROW), await valueOf(page, LEGEND)];
    const card = page.locator('.card').first().locator('dd .figure-value').first();
    expect(await card.textContent()).toBe('44.1\u00A0ms');
    site().slowdown = 2;
    const storedAt = Date.now();
    site().notify();
    await eventually(async () => {
      expect(await valueOf(page, ROW)).toBeCloseTo(2 * value);
      expect(await valueOf(page, LEGEND)).toBeCloseTo(2 * latest);
      expect(await card.textContent()).toBe('88.2\u00A0ms');
    });
    expect(Date.now() - storedAt).toBeLessThan(SHOWN_WITHIN_MS);
  });

  it('asks at most about once a second however much is stored, and misses nothing', async () => {
    const { page } = await openLive();
    const value = await valueOf(page, ROW);
    const before = timesAsked('/api/v1/budgets');
    const beganAt = Date.now();
    for (let count = 1; count <= 200; count++) {
      site().slowdown = 1 + count / 100;
      site().notify();
    }
    await eventually(async () => expect(await valueOf(page, ROW)).toBeCloseTo(3 * value));
    expect(timesAsked('/api/v1/budgets') - before).toBeLessThanOrEqual(2 + (Date.now() - beganAt) / 700);
  });

  it('leaves the page alone when another app sent something', async () => {
    const { page } = await openLive();
    const value = await valueOf(page, ROW);
    site().slowdown = 3;
    site().notify('paceline');
    // The figures grow older, although there are newer ones.
    await eventually(async () => expect(await page.locator('.live-age').textContent()).toBe('4 s ago'));
    expect(await valueOf(page, ROW)).toBe(value);
  });

  it('polls while there is no live stream, and listens again when there is', async () => {
    const { page } = await openLive();
    const value = await valueOf(page, ROW);
    site().liveIsOpen = false;
    site().breakStreams();
    await eventually(async () => expect(await page.locator('.live-word').textContent()).toBe('Polling'));
    site().slowdown = 2;
    await eventually(async () => expect(await valueOf(page, ROW)).toBeCloseTo(2 * value));
    site().liveIsOpen = true;
    await eventually(async () => expect(await page.locator('.live-word').textContent()).toBe('Live'));
    expect(site().listeners()).toBe(1);
  });

  it('keeps the last figures when the API fails, says how old they are, and recovers by itself', async () => {
    const { page } = await openLive();
    const value = await valueOf(page, ROW);
    for (const path of ['/api/v1/budgets', '/api/v1/series']) site().broken.add(path);
    site().notify();
    const note = page.locator('.scorecard [role=alert]');
    await note.waitFor();
    expect(await note.textContent()).toMatch(/The figures shown are \d+ s old\./);
    expect(await page.locator('.live-word').textContent()).toBe('Out of date');
    expect(await valueOf(page, ROW)).toBe(value);
    site().broken.clear();
    site().notify();
    await eventually(async () => expect(await note.count()).toBe(0));
  });

  it('catches up after a pause', async () => {
    const { page } = await openLive();
    const value = await valueOf(page, ROW);
    await page.keyboard.press('l');
    await eventually(() => expect(site().listeners()).toBe(0));
    expect(await page.locator('.live-word').textContent()).toBe('Paused');
    site().slowdown = 2;
    await page.keyboard.press('l');
    await eventually(async () => expect(await valueOf(page, ROW)).toBeCloseTo(2 * value));
  });
});
