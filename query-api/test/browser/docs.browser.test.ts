import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { createStorage } from '@paceline/storage';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import '../../../e2e/setup/chromium.ts';
import { poorContrasts } from '../../../dashboard/test/poorContrasts.ts';
import { startQueryApi, type RunningQueryApi } from '../../src/index.ts';
import { LONG_RETENTION, someOptions } from '../startWorld.ts';

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

describe('the page of the API', () => {
  // Nothing of the page comes from the database.
  const storage = createStorage({ url: 'http://127.0.0.1:1', database: 'none', retention: LONG_RETENTION });
  let api: RunningQueryApi;
  let browser: Browser;
  beforeAll(async () => {
    [api, browser] = await Promise.all([
      startQueryApi({ ...someOptions(storage), host: '127.0.0.1', port: 0 }),
      chromium.launch({ executablePath: inject('chromiumPath'), args: ['--no-sandbox', '--disable-gpu'] }),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
    await storage.close();
  });

  async function open(fragment = '', options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${api.url}/docs${fragment}`);
    return { page, complaints, requests };
  }

  it('is there without a token, is led to from what is not, and is asked for cheaply', async () => {
    const answer = await fetch(`${api.url}/docs`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const again = await fetch(`${api.url}/docs`, {
      headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    expect(await (await fetch(`${api.url}/nothing`)).text()).toContain('/docs');
    const document = await fetch(`${api.url}/openapi.json`);
    expect(await document.json()).toMatchObject({ externalDocs: { url: '/docs' } });
    const unchanged = await fetch(`${api.url}/openapi.json`, {
      headers: { 'if-none-match': document.headers.get('etag') ?? '' },
    });
    expect(unchanged.status).toBe(304);
  });

  it('lives with a strict content security policy, and asks nobody else', async () => {
    const { page, complaints, requests } = await open();
    await page.getByRole('heading', { name: '/api/v1/summary' }).waitFor();
    await page.getByText(`PACELINE=${api.url}`).waitFor();
    expect(complaints).toEqual([]);
    expect(requests.map((url) => url.slice(api.url.length))).toEqual([
      '/docs',
      '/docs/docs.css',
      '/docs/docs.js',
    ]);
  });

  it('finds endpoints and schemas from the keyboard', async () => {
    const { page } = await open();
    await page.getByText(`PACELINE=${api.url}`).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('heat');
    await page.getByText('2 found').waitFor();
    expect(await page.locator('main section:visible').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
      'heatmap',
      'schema-Heatmap',
    ]);
    expect(await page.locator('nav li:visible').count()).toBe(2);
    await page.keyboard.type(' zebra');
    await page.getByText('Nothing fits').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: '/api/v1/summary' }).waitFor();
  });

  it('shows what a link leads to, also when the search has hidden it', async () => {
    const { page } = await open();
    await page.getByRole('searchbox').fill('heatmap');
    await page.getByRole('heading', { name: '/api/v1/summary' }).waitFor({ state: 'hidden' });
    await page.evaluate(() => {
      location.hash = '#schema-Ledger';
    });
    await page.locator('#schema-Ledger').waitFor();
    expect(await page.locator('#schema-Ledger').isVisible()).toBe(true);
  });

  it('lets the keyboard skip what is before the endpoints', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the endpoints');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  });

  it('is whole without scripts', async () => {
    const { page } = await open('', { javaScriptEnabled: false });
    expect(await page.getByRole('heading', { name: '/api/v1/summary' }).isVisible()).toBe(true);
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
  });

  it.each([360, 390, 768, 1366])('fits into %d px without scrolling sideways', async (width) => {
    const { page } = await open('', { viewport: { width, height: 740 } });
    await page.getByText(`PACELINE=${api.url}`).waitFor();
    for (const details of await page.locator('main details').all()) {
      await details.evaluate((element) => element.setAttribute('open', ''));
    }
    expect(await widthOf(page)).toBe(width);
    expect(await page.locator('nav li').first().isVisible()).toBe(width > 960);
  });

  it.each(['light', 'dark'] as const)('can be read in %s colours', async (colorScheme) => {
    const { page } = await open('', { colorScheme });
    await page.getByText(`PACELINE=${api.url}`).waitFor();
    const { poor, checked } = await poorContrasts(page);
    expect(poor).toEqual([]);
    expect(checked).toBeGreaterThan(500);
  });
});
