import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { budgetsSchema, seriesSchema } from '@paceline/query-api/responses';
import { expect, inject, it, vi } from 'vitest';
import { launchChromium } from '../test/launchChromium.ts';
import { aFolder, aFreePort, readSecrets, spawnPaceline } from '../test/startPaceline.ts';

const PATIENCE = { timeout: 120_000, interval: 500 };
/** The README's picture is made anew with `PACELINE_PICTURES=docs`: then the demo runs until its chart is full. */
const picturesFolder = process.env['PACELINE_PICTURES'];
const PICTURES = fileURLToPath(new URL(`../../${picturesFolder ?? 'e2e/results'}/`, import.meta.url));
const POINTS = picturesFolder === undefined ? 2 : 80;
const TIMEOUT_MS = picturesFolder === undefined ? 180_000 : 1_200_000;
/** Nothing in the shop has a cache inside its database. */
const UNMEASURED = ['cache-hit-rate-database'];

it(
  'the demo shop fills every chart, and leaves nothing running',
  async () => {
    const folder = await aFolder();
    const port = await aFreePort();
    const demo = spawnPaceline(['demo'], folder, {
      PATH: `${dirname(inject('chromiumPath'))}:${process.env['PATH']}`,
      PACELINE_PORT: String(port),
      PACELINE_DATA: join(folder, 'kept'),
    });
    const browser = await launchChromium(inject('chromiumPath'));
    try {
      await vi.waitFor(() => expect(demo.output()).toContain('are shopping there'), PATIENCE);
      const { apiToken } = await readSecrets(folder);
      const url = `http://127.0.0.1:${port}`;
      await vi.waitFor(async () => {
        const answer = await fetch(`${url}/api/v1/budgets?app=demo&from=now-15m`, {
          headers: { authorization: `Bearer ${apiToken}` },
        });
        const { budgets } = budgetsSchema.parse(await answer.json());
        expect(budgets.length).toBeGreaterThan(25);
        const empty = budgets.filter(({ value }) => value === null).map(({ id }) => id);
        expect(empty).toEqual(UNMEASURED);
        const sources = budgets.filter(({ id }) => ['page-load', 'api-response-time'].includes(id));
        for (const { id, events } of sources) expect(events, id).toBeGreaterThan(20);
      }, PATIENCE);

      await vi.waitFor(
        async () => {
          const answer = await fetch(
            `${url}/api/v1/series?app=demo&metric=request.duration&from=now-15m&step=10s`,
            {
              headers: { authorization: `Bearer ${apiToken}` },
            },
          );
          const { events } = seriesSchema.parse(await answer.json());
          expect(events.filter((count) => count > 0).length).toBeGreaterThanOrEqual(POINTS);
        },
        { ...PATIENCE, timeout: TIMEOUT_MS },
      );

      const tab = await browser.newPage({ viewport: { width: 1440, height: 1000 }, deviceScaleFactor: 1 });
      const problems: string[] = [];
      tab.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      tab.on('pageerror', (error) => problems.push(error.message));
      await tab.goto(
        `${url}/?app=demo&range=15m&metric=request.duration&budget=api-response-time#token=${apiToken}`,
      );
      await tab.locator('.legend [data-statistic="p99"]').waitFor();
      await mkdir(PICTURES, { recursive: true });
      await tab.screenshot({ path: join(PICTURES, 'dashboard.png') });
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
      demo.child.kill('SIGINT');
      expect(await demo.exited).toBe(0);
      await rm(folder, { recursive: true, force: true });
    }
    expect(demo.output()).toContain('Stopping');
  },
  TIMEOUT_MS,
);
