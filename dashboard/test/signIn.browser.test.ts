import { describe, expect, it } from 'vitest';
import { eventually, useDashboard } from './openDashboard.ts';
import { TOKEN } from './startSite.ts';

const { site, open } = useDashboard();

/** Everything that scripts of the page could read a token from. */
const READABLE =
  'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, location.href])';

describe('signing in', () => {
  it('exchanges the token of the address for a session, and keeps it nowhere', async () => {
    const { page, requests } = await open(`/?app=shop#token=${TOKEN}`);
    await page.waitForSelector('[data-budget]');
    expect(await page.evaluate(READABLE)).not.toContain(TOKEN);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    await page.reload();
    await page.waitForSelector('[data-budget]');
    for (const url of [...requests.slice(1), ...site().questions.map(({ href }) => href)])
      expect(url).not.toContain(TOKEN);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', expires: -1 });
    expect(await page.evaluate(READABLE)).not.toContain(cookie?.value);
  });

  it('asks for the token when nobody is signed in, with nothing asked of the API but that', async () => {
    const { page } = await open('/?app=shop#');
    const field = page.getByLabel('API token');
    await field.waitFor();
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(site().questions).toHaveLength(0);
    await field.fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-budget]');
    expect(await page.evaluate(READABLE)).not.toContain(TOKEN);
  });

  it('lasts beyond the browser only when asked to', async () => {
    const { page } = await open('/?app=shop#');
    await page.getByLabel('API token').fill(TOKEN);
    await page.getByLabel('Keep me signed in').check();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForSelector('[data-budget]');
    const [cookie] = await page.context().cookies();
    expect(cookie?.expires).toBeGreaterThan(Date.now() / 1000 + 29 * 86_400);
  });

  it('exchanges a token that an earlier version kept, and removes it', async () => {
    const { page } = await open('/?app=shop#');
    await page.getByLabel('API token').waitFor();
    await page.evaluate((token) => localStorage.setItem('paceline.token', token), TOKEN);
    await page.reload();
    await page.waitForSelector('[data-budget]');
    expect(await page.evaluate(READABLE)).not.toContain(TOKEN);
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

  it('asks again when the session has ended, and shows nothing of before', async () => {
    const { page } = await open('/?app=shop');
    await page.waitForSelector('[data-budget]');
    site().endSessions();
    site().notify();
    await page.getByLabel('API token').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('You were signed out');
    expect(await page.locator('[data-budget]').count()).toBe(0);
  });

  it('ends the session and the live stream when signing out', async () => {
    const { page } = await open('/?app=shop');
    await page.waitForSelector('[data-budget]');
    await eventually(() => expect(site().listeners()).toBe(1));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API token').waitFor();
    await eventually(() => expect(site().listeners()).toBe(0));
    await eventually(async () => expect(await page.context().cookies()).toEqual([]));
    await page.reload();
    await page.getByLabel('API token').waitFor();
  });

  it('says so when it could not sign out', async () => {
    const { page } = await open('/?app=shop');
    await page.waitForSelector('[data-budget]');
    site().canSignOut = false;
    await page.getByRole('button', { name: 'Sign out' }).click();
    const notice = page.getByRole('alert');
    await notice.waitFor();
    expect(await notice.textContent()).toContain('not signed out yet');
  });
});
