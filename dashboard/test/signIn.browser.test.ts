import { describe, expect, it } from 'vitest';
import { eventually, useDashboard } from './openDashboard.ts';
import { TOKEN } from './startSite.ts';

const { site, open } = useDashboard();

describe('signing in', () => {
  it('takes the token from the address, removes it there, and keeps it for the tab', async () => {
    const { page } = await open(`/?app=shop#token=${TOKEN}`);
    await page.waitForSelector('[data-budget]');
    expect(page.url()).not.toContain(TOKEN);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    await page.reload();
    await page.waitForSelector('[data-budget]');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(TOKEN);
    for (const url of site().questions) expect(url.href).not.toContain(TOKEN);
  });

  it('asks for the token when there is none, with nothing asked of the API', async () => {
    const { page } = await open('/?app=shop#');
    const field = page.getByLabel('API token');
    await field.waitFor();
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(site().questions).toHaveLength(0);
    await field.fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-budget]');
  });

  it('says that a token was refused, and takes the right one then', async () => {
    const { page } = await open('/?app=shop#token=wrong');
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain('not accepted');
    await page.getByLabel('API token').fill(`  ${TOKEN} `);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('[data-budget]');
  });

  it('forgets the token and ends the live stream when signing out', async () => {
    const { page } = await open('/?app=shop');
    await page.waitForSelector('[data-budget]');
    await eventually(() => expect(site().listeners()).toBe(1));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API token').waitFor();
    await eventually(() => expect(site().listeners()).toBe(0));
    await page.reload();
    await page.getByLabel('API token').waitFor();
    expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(TOKEN);
  });
});
