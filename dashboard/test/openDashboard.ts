import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, inject, vi } from 'vitest';
import '../../e2e/setup/chromium.ts';
import { startSite, TOKEN, type Site } from './startSite.ts';

export interface Opened {
  readonly page: Page;
  /** What the page's content security policy forbade, and every error. */
  readonly complaints: string[];
  /** Addresses that the page asked for. */
  readonly requests: string[];
}

export interface Suite {
  readonly site: () => Site;
  /** Opens the dashboard, signed in unless the address has a fragment of its own. */
  readonly open: (address?: string, options?: BrowserContextOptions) => Promise<Opened>;
}

const LAUNCH_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
];

/** One Chromium and one site for the tests of a file; every test gets a fresh profile. */
export function useDashboard(): Suite {
  let browser: Browser | undefined;
  let site: Site | undefined;
  const closers: (() => Promise<void>)[] = [];
  const theSite = (): Site => {
    if (site === undefined) throw new Error('The site runs only within tests');
    return site;
  };

  beforeAll(async () => {
    [browser, site] = await Promise.all([
      chromium.launch({ executablePath: inject('chromiumPath'), args: LAUNCH_ARGUMENTS }),
      startSite(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(() => {
    theSite().reset();
    return async () => {
      await Promise.all(closers.splice(0).map((close) => close()));
    };
  });

  return {
    site: theSite,
    open: async (address = '/', options = {}) => {
      if (browser === undefined) throw new Error('Chromium runs only within tests');
      const context = await browser.newContext({ locale: 'en-US', ...options });
      closers.push(() => context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(`${theSite().origin}${address}${address.includes('#') ? '' : `#token=${TOKEN}`}`);
      return { page, complaints, requests };
    },
  };
}

/** The figure that an element holds unrounded. */
export async function valueOf(page: Page, selector: string): Promise<number> {
  const text = await page.locator(selector).getAttribute('data-value');
  return text === null ? NaN : Number(text);
}

/** Waits until `probe` stops throwing, as long as a page may take. */
export const eventually = <T>(probe: () => T | Promise<T>, timeout = 10_000): Promise<T> =>
  vi.waitFor(probe, { timeout, interval: 25 });
