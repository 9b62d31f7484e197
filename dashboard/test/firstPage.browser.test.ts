import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DEFAULT_BUDGETS } from '@paceline/budgets';
import { batchSchema } from '@paceline/protocol';
import { budgetsSchema, seriesSchema } from '@paceline/query-api/responses';
import { describe, expect, it } from 'vitest';
import { eventually, useDashboard, valueOf } from './openDashboard.ts';
import { TOKEN } from './startSite.ts';

const { site, open } = useDashboard();

const ask = async (path: string): Promise<unknown> => {
  const response = await fetch(`${site().origin}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  return response.json();
};

const RESPONSE_TIME = '/?app=shop&range=1h&metric=request.duration&budget=api-response-time';

describe('the scorecard', () => {
  it('shows every documented budget with the exact value, status in words, target and headroom', async () => {
    const { page } = await open(RESPONSE_TIME);
    await page.waitForSelector('[data-budget]');
    const { budgets } = budgetsSchema.parse(await ask('/api/v1/budgets?app=shop&from=now-1h&to=now'));
    expect(budgets).toHaveLength(DEFAULT_BUDGETS.length);
    const shown = await page.locator('[data-budget]').evaluateAll((rows) =>
      rows.map((row) => ({
        id: row.getAttribute('data-budget'),
        value: row.getAttribute('data-value'),
        status: row.querySelector('.cell-status')?.textContent,
        hasIcon: row.querySelector('.cell-status svg') !== null,
        target: row.querySelector('.target')?.textContent,
        hasBar: row.querySelector('.headroom-fill') !== null,
        hasTrend: row.querySelector('.sparkline-line')?.getAttribute('d') !== '',
      })),
    );
    const words = { broken: 'Broken', 'at-risk': 'At risk', ok: 'OK', 'no-data': 'No data' };
    for (const { id, value, status, headroomShare } of budgets) {
      const row = shown.find((candidate) => candidate.id === id);
      expect(row, id).toMatchObject({
        value: value === null ? null : String(value),
        status: words[status],
        hasIcon: true,
        target: expect.stringMatching(/^[<≥>]/),
        hasBar: headroomShare !== null,
        hasTrend: value !== null,
      });
    }
    expect(shown).toHaveLength(budgets.length);
  });

  it('puts the worst first and says the verdict in one sentence', async () => {
    const { page } = await open(RESPONSE_TIME);
    await page.waitForSelector('[data-budget]');
    expect(await page.locator('h1').textContent()).toMatch(/^\d+ budgets broken, \d+ at risk$/);
    const statuses = await page
      .locator('.area:first-child [data-budget]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')));
    const rank = ['broken', 'at-risk', 'ok', 'no-data'];
    const ranks = statuses.map((status) => rank.indexOf(status ?? ''));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(await page.title()).toMatch(/^\d+ broken · shop – Paceline$/);
  });

  it('draws a longer bar for more headroom, and to the other side when a budget is broken', async () => {
    const { page } = await open(RESPONSE_TIME);
    const bar = async (id: string) => {
      const row = page.locator(`[data-budget="${id}"]`);
      const fill = await row.locator('.headroom-fill').boundingBox();
      const zero = await row.locator('.headroom-zero').boundingBox();
      if (fill === null || zero === null) throw new Error(`${id} has no bar`);
      return { width: fill.width, isRight: fill.x >= zero.x };
    };
    await page.waitForSelector('[data-budget]');
    const [little, much, broken] = [
      await bar('page-fonts'),
      await bar('memory'),
      await bar('api-throughput'),
    ];
    expect(much.width).toBeGreaterThan(3 * little.width);
    expect([little.isRight, much.isRight, broken.isRight]).toEqual([true, true, false]);
  });
});

describe('the chart', () => {
  it('shows the latest percentiles as the API has them, with the budget', async () => {
    const { page } = await open(RESPONSE_TIME);
    await page.waitForSelector('.plot canvas');
    const series = seriesSchema.parse(
      await ask(
        '/api/v1/series?app=shop&metric=request.duration&statistic=p50,p75,p95,p99&from=now-1h&to=now',
      ),
    );
    for (const { statistic, values } of series.series) {
      expect(await valueOf(page, `.legend [data-statistic="${statistic}"]`)).toBe(values.at(-1));
    }
    expect(await page.locator('.chart-facts').textContent()).toContain('budget <\u00A0200\u00A0ms');
  });

  it('draws its lines and the budget line on the canvas', async () => {
    const { page } = await open(RESPONSE_TIME, { colorScheme: 'light', deviceScaleFactor: 1 });
    await page.waitForSelector('.plot canvas');
    const pixels = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.plot canvas');
        const context = canvas?.getContext('2d');
        if (!canvas || !context) return { judged: 0, budget: 0 };
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const near = (r: number, g: number, b: number) => {
          let found = 0;
          for (let at = 0; at < data.length; at += 4) {
            const off = [r, g, b].map((part, index) => Math.abs((data[at + index] ?? 0) - part));
            if (Math.max(...off) < 12 && (data[at + 3] ?? 0) > 200) found += 1;
          }
          return found;
        };
        return { judged: near(0x66, 0x46, 0xd6), budget: near(0xbd, 0x22, 0x30) };
      });
    await eventually(async () => {
      const { judged, budget } = await pixels();
      expect(judged).toBeGreaterThan(300);
      expect(budget).toBeGreaterThan(150);
    });
  });

  it('has the same figures in a table, newest first', async () => {
    const { page } = await open(RESPONSE_TIME);
    await page.locator('.chart-table summary').click();
    const table = page.getByRole('table', { name: 'Response time over time, newest first' });
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'Time',
      'P50',
      'P75',
      'P95',
      'P99',
      'Events',
    ]);
    const legend = await page.locator('.legend [data-statistic="p95"] .legend-value').textContent();
    const newest = table.locator('tbody tr').first().locator('td').nth(2);
    expect(await newest.locator('.figure-value').textContent()).toBe(legend);
    expect(await newest.locator('small').textContent()).toMatch(/^\d+ to \d+\u00A0ms$/);
    expect(await table.locator('tbody tr').count()).toBe(60);
  });
});

describe('the address', () => {
  it('chooses app, environment, time and metric', async () => {
    const { page } = await open('/?app=paceline&environment=production&range=24h&metric=vital.lcp');
    await page.waitForSelector('.legend [data-statistic="p75"]');
    expect(await page.locator('#app').inputValue()).toBe('paceline');
    expect(await page.locator('#environment').inputValue()).toBe('production');
    expect(await page.locator('#metric').inputValue()).toBe('vital.lcp');
    expect(await page.getByRole('button', { name: 'Last 24h' }).getAttribute('aria-pressed')).toBe('true');
    const asked = site().questions.filter(({ pathname }) => pathname === '/api/v1/series');
    expect(Object.fromEntries(asked.at(-1)?.searchParams ?? [])).toMatchObject({
      app: 'paceline',
      environment: 'production',
      metric: 'vital.lcp',
      from: 'now-24h',
      to: 'now',
    });
  });

  it('follows every choice, and going back undoes it', async () => {
    const { page } = await open(RESPONSE_TIME);
    await page.locator('#environment').selectOption('staging');
    await page.getByRole('button', { name: 'Last 6h' }).click();
    await page.locator('[data-budget="memory"] a').click();
    const query = () => Object.fromEntries(new URL(page.url()).searchParams);
    expect(query()).toEqual({
      app: 'shop',
      environment: 'staging',
      range: '6h',
      metric: 'system.memory',
      budget: 'memory',
    });
    await eventually(async () =>
      expect(await page.locator('#chart-title').textContent()).toBe('Memory per instance'),
    );
    await page.goBack();
    await eventually(async () =>
      expect(await page.locator('#chart-title').textContent()).toBe('Response time'),
    );
    await page.goBack();
    await page.goBack();
    await eventually(async () => expect(await page.locator('#environment').inputValue()).toBe(''));
    expect(query()).toMatchObject({ range: '1h' });
  });

  it('is filled in with the first app and the most urgent budget', async () => {
    const { page } = await open('/');
    await eventually(() => expect(page.url()).toMatch(/\?app=shop&range=1h&metric=[a-z._]+&budget=[a-z-]+$/));
  });

  it('holds a part of the time that is marked in the chart, until a double click', async () => {
    const { page } = await open(RESPONSE_TIME);
    const plot = await page.locator('.u-over').boundingBox();
    if (plot === null) throw new Error('The chart has no plot');
    const y = plot.y + plot.height / 2;
    await page.mouse.move(plot.x + plot.width * 0.25, y);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.75, y, { steps: 5 });
    await page.mouse.up();
    await eventually(() => {
      const { searchParams } = new URL(page.url());
      const lengthMs = Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '');
      expect(lengthMs / 60_000).toBeCloseTo(30, -0.5);
    });
    await page.mouse.dblclick(plot.x + plot.width / 2, y);
    await eventually(() => expect(new URL(page.url()).searchParams.get('range')).toBe('1h'));
  });
});

describe('the states of the page', () => {
  it('shows how to send the first measurement when there is none', async () => {
    site().scenario = 'empty';
    const { page } = await open('/?app=shop');
    const start = page.getByRole('region', { name: /Nothing was measured for shop/ });
    await start.waitFor();
    expect(await start.textContent()).toContain(`<script async src="${site().origin}/paceline.js"`);
    expect(await start.textContent()).toContain("from '@paceline/sdk-node'");
    expect(await page.locator('.card dd').allTextContents()).not.toContain('0');
    expect(await page.locator('h1').textContent()).toBe('No budget can be judged yet');
  });

  it('has a shell command that sends a batch the protocol takes', async () => {
    site().scenario = 'empty';
    const { page } = await open('/?app=shop');
    const command = await page.getByLabel('Or one measurement from a shell').locator('code').textContent();
    // A curl that prints what it was told to send.
    const script = `curl() { for argument; do :; done; printf %s "$argument"; }; ${command}`;
    const { stdout } = await promisify(execFile)('sh', ['-c', script]);
    expect(batchSchema().parse(JSON.parse(stdout)).events).toMatchObject([{ name: 'LCP', value: 1234 }]);
  });

  it('judges nothing by too few events, and says how many there are', async () => {
    site().scenario = 'thin';
    const { page } = await open(RESPONSE_TIME);
    const row = page.locator('[data-budget="api-response-time"]');
    await row.waitFor();
    expect(await row.getAttribute('data-status')).toBe('no-data');
    expect(await row.locator('.headroom-text').textContent()).toBe('34/100 events');
    expect(await row.locator('.value').textContent()).toBe('232\u00A0ms');
  });

  it('says what failed and why, and shows the rest', async () => {
    site().broken.add('/api/v1/series');
    const { page } = await open(RESPONSE_TIME);
    const note = page.locator('.chart-panel [role=alert]');
    await note.waitFor();
    expect(await note.textContent()).toContain('Storage failed: ClickHouse is gone (status 500)');
    expect(await page.locator('[data-budget]').count()).toBe(DEFAULT_BUDGETS.length);
    site().broken.clear();
    await note.getByRole('button', { name: 'Try again' }).click();
    await page.waitForSelector('.legend [data-statistic="p95"]');
    await eventually(async () => expect(await note.count()).toBe(0));
  });

  it('lists what fires before what was resolved', async () => {
    const { page } = await open(RESPONSE_TIME);
    const incidents = page.locator('.incident');
    await incidents.first().waitFor();
    expect(await incidents.locator('time').allTextContents()).toEqual([
      'firing for 12 min',
      'resolved, lasted 5 min',
      'resolved, lasted 21 min',
    ]);
    await incidents.getByRole('link', { name: 'Cache hit rate, Redis' }).click();
    await eventually(() =>
      expect(new URL(page.url()).searchParams.get('budget')).toBe('cache-hit-rate-redis'),
    );
    await eventually(() =>
      expect(site().questions.some((url) => url.searchParams.get('layer') === 'redis')).toBe(true),
    );
  });
});
