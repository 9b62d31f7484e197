import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { eventually, useDashboard } from './openDashboard.ts';
import { poorContrasts } from './poorContrasts.ts';

const { site, open } = useDashboard();

const VIEW = '/?app=shop&range=1h&metric=request.duration&budget=api-response-time';
const PATH = '/api/v1/ledger';
const QUEUE = { waiting: 41, active: 2, delayed: 3, failed: 0 };
/** ClickHouse is away, and some events could never be stored. */
const TROUBLED = {
  received: 1_207_712,
  inFlight: 3_412,
  deadLettered: 2,
  newestStoredAgeMs: 192_000,
  store: { state: 'unreachable', since: new Date(Date.now() - 190_000).toISOString() },
  queue: QUEUE,
};

const openPage = async (options: BrowserContextOptions = {}) => {
  const opened = await open(VIEW, options);
  await opened.page.locator('button.ingest-status').waitFor();
  return opened;
};
const openLedger = async (options: BrowserContextOptions = {}) => {
  const opened = await openPage(options);
  await opened.page.locator('button.ingest-status').click();
  await opened.page.getByRole('table', { name: 'Events since the beginning' }).waitFor();
  return opened;
};
const lineOf = (page: Page) => page.locator('.ingest-line').textContent();
const countOf = async (page: Page, outcome: string) =>
  Number(await page.locator(`.ledger [data-outcome="${outcome}"]`).getAttribute('data-count'));
const timesAsked = () => site().questions.filter(({ pathname }) => pathname === PATH).length;

describe('the line about ingest', () => {
  it('says when something was stored last and what is in flight, and grows older', async () => {
    const { page } = await openPage();
    expect(await lineOf(page)).toMatch(/^Stored \d s ago · 12 in flight$/);
    expect(await page.locator('.ingest-status .icon').count()).toBe(0);
    await eventually(async () => expect(await lineOf(page)).toMatch(/^Stored [5-9] s ago/));
  });

  it('hears of what is stored without a question', async () => {
    site().ledger = {
      newestStoredAgeMs: 52_000,
      newestStoredAt: new Date(Date.now() - 52_000).toISOString(),
    };
    const { page } = await openPage();
    await eventually(() => expect(site().listeners()).toBe(1));
    expect(await lineOf(page)).toMatch(/^Stored 5\d s ago/);
    const before = timesAsked();
    for (let count = 0; count < 100; count++) site().notify();
    await eventually(async () => expect(await lineOf(page)).toMatch(/^Stored (just now|[2-9] s ago)/));
    expect(timesAsked()).toBeLessThanOrEqual(before + 1);
  });

  it('marks what needs attention in words and by a sign', async () => {
    site().ledger = TROUBLED;
    const { page } = await openPage();
    expect(await lineOf(page)).toBe('Stored 3 min ago · 3.4K in flight · 2 dead letters');
    const button = page.getByRole('button', { name: /^Ingest, needs attention: Stored 3 min ago/ });
    expect(await button.locator('.icon-at-risk').count()).toBe(1);
  });

  it('says that the ledger cannot be loaded', async () => {
    site().broken.add(PATH);
    const { page } = await openPage();
    expect(await lineOf(page)).toBe('Ingest is not known');
    await page.keyboard.press('i');
    const note = page.getByRole('dialog').getByRole('alert');
    expect(await note.textContent()).toContain('The ledger could not be loaded. Storage failed');
    site().broken.clear();
    await note.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table', { name: 'Events since the beginning' }).waitFor();
    await eventually(async () => expect(await note.count()).toBe(0));
  });

  it('is not there where no ledger is kept', async () => {
    site().absent.add(PATH);
    const { page } = await open(VIEW);
    await page.waitForSelector('[data-budget]');
    await eventually(() => expect(timesAsked()).toBeGreaterThan(0));
    await eventually(async () => expect(await page.locator('.ingest-status').count()).toBe(0));
    await page.keyboard.press('i');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('the ledger', () => {
  it('shows every count of the API, and they add up', async () => {
    const { page, complaints } = await openLedger();
    const parts = ['stored', 'in-flight', 'dead-lettered', 'dropped'];
    const counts = await Promise.all(parts.map((part) => countOf(page, part)));
    expect(counts.reduce((total, each) => total + each, 0)).toBe(await countOf(page, 'received'));
    expect(await countOf(page, 'duplicate')).toBe(5_120);
    const row = page.getByRole('row', { name: /Invalid/ });
    expect(await row.getByRole('cell').textContent()).toBe('761');
    const refused = page.getByRole('table', { name: 'Refused requests' });
    expect(
      await refused
        .getByRole('row', { name: /Rate limited/ })
        .getByRole('cell')
        .textContent(),
    ).toBe('218');
    expect(await page.getByRole('dialog').textContent()).toContain(
      '1 waiting, 2 active, 0 delayed, 0 failed',
    );
    expect(await page.getByRole('status').textContent()).toContain('Every event is stored, on its way');
    expect(complaints).toEqual([]);
  });

  it('opens and closes by the keyboard, and gives the focus back', async () => {
    const { page } = await openPage();
    const button = page.locator('button.ingest-status');
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Ingest · shop' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await dialog.isVisible()).toBe(false));
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('i');
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await eventually(async () => expect(await dialog.isVisible()).toBe(false));
  });

  it('follows what is stored while it is open', async () => {
    const { page } = await openLedger();
    await eventually(() => expect(site().listeners()).toBe(1));
    site().ledger = { received: 1_204_350, stored: 1_198_454, inFlight: 0 };
    site().notify();
    await eventually(async () => expect(await countOf(page, 'stored')).toBe(1_198_454));
    expect(await countOf(page, 'in-flight')).toBe(0);
  });

  it('says what is wrong, and what to do', async () => {
    site().ledger = TROUBLED;
    const { page } = await openLedger();
    expect(await page.getByRole('status').getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining('ClickHouse cannot be reached. 3.4K events wait in the queue'),
      expect.stringContaining('2 events could never be stored. “paceline dead-letters list” says why.'),
    ]);
    const facts = await page.locator('.ingest-facts').textContent();
    expect(facts).toContain('41 waiting, 2 active, 3 delayed, 0 failed');
    expect(facts).toContain('3 min ago');
  });

  it.each(['light', 'dark'] as const)(
    'has enough contrast in every text when it is %s',
    async (colorScheme) => {
      site().ledger = TROUBLED;
      const { page } = await openLedger({ colorScheme, reducedMotion: 'reduce' });
      expect((await poorContrasts(page)).poor).toEqual([]);
    },
  );

  it('fits a phone: nothing scrolls sideways, and its close button stays in sight', async () => {
    site().ledger = TROUBLED;
    const viewport = { width: 360, height: 640 };
    const { page } = await openLedger({ viewport, hasTouch: true, isMobile: true });
    const dialog = page.getByRole('dialog');
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    const box = await dialog.boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
    await dialog.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await dialog.getByRole('button', { name: 'Close' }).tap();
    await eventually(async () => expect(await dialog.isVisible()).toBe(false));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
  });
});
