import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually, useDashboard } from './openDashboard.ts';

const { open } = useDashboard();

const openPage = async (): Promise<Page> => {
  const { page } = await open('/?app=shop&range=1h&metric=request.duration&budget=api-response-time');
  await page.waitForSelector('[data-budget]');
  await page.waitForSelector('.plot canvas');
  return page;
};
const focused = (page: Page) =>
  page.evaluate(
    () =>
      document.activeElement?.closest('[data-budget]')?.getAttribute('data-budget') ??
      document.activeElement?.id,
  );

describe('the keyboard', () => {
  it('goes from budget to budget and shows one in the chart', async () => {
    const page = await openPage();
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('api-response-time');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('api-availability');
    await page.keyboard.press('k');
    expect(await focused(page)).toBe('api-response-time');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually(() => expect(new URL(page.url()).searchParams.get('budget')).toBe('api-availability'));
  });

  it('reads the chart point by point', async () => {
    const page = await openPage();
    await page.keyboard.press('c');
    expect(await focused(page)).toBe('chart');
    await page.keyboard.press('End');
    const tip = page.locator('.tip');
    await tip.waitFor();
    const last = await tip.textContent();
    expect(last).toMatch(/P95\s*\d+\sms \d+ to \d+\sms \d+% over the budget/);
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => expect(await tip.textContent()).not.toBe(last));
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await tip.count()).toBe(0));
  });

  it('changes time range, filter and colours', async () => {
    const page = await openPage();
    await page.keyboard.press('3');
    await page.keyboard.press('f');
    expect(page.url()).toContain('range=6h');
    expect(page.url()).toContain('status=broken');
    await eventually(async () => {
      const statuses = await page
        .locator('[data-budget]')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')));
      expect(new Set(statuses)).toEqual(new Set(['broken']));
    });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.keyboard.press('t');
    const light = await background();
    await page.keyboard.press('t');
    await eventually(async () => expect(await background()).not.toBe(light));
    await page.reload();
    await page.waitForSelector('[data-budget]');
    expect(await background()).not.toBe(light);
  });

  it('lists the keys in a dialog that Escape closes, and gives the focus back', async () => {
    const page = await openPage();
    const help = page.getByRole('button', { name: 'Help and keyboard shortcuts' });
    await help.focus();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Help' });
    await dialog.waitFor();
    await page.keyboard.press('3');
    expect(page.url()).toContain('range=1h');
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await dialog.isVisible()).toBe(false));
    expect(await help.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('?');
    await dialog.waitFor();
  });

  it('leaves single keys alone for whoever turned them off', async () => {
    const page = await openPage();
    await page.keyboard.press('?');
    await page.getByLabel('Single keys do something').uncheck();
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await page.getByRole('dialog').isVisible()).toBe(false));
    await page.keyboard.press('3');
    expect(page.url()).toContain('range=1h');
  });

  it('does nothing while somebody types or holds a modifier', async () => {
    const page = await openPage();
    await page.keyboard.press('Control+3');
    await page.locator('#app').focus();
    await page.keyboard.press('3');
    expect(page.url()).toContain('range=1h');
  });
});
