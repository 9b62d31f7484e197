import { buffer, text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { EXPORT_TABLES, type ExportQuery, exportSourceOf, type ExportTable } from '../src/index.ts';
import { aMeasurement, anErrorReport } from './aMeasurement.ts';
import { openStorage, type OpenedStorage } from './openStorage.ts';

const START = Date.UTC(2026, 0, 10, 21, 17);
const HOUR = 3_600_000;
const DAY = 86_400_000;
const HOSTILE = 'a "quoted"\n, text\\ of <größe> 😀';

let opened: OpenedStorage;
beforeAll(async () => {
  opened = openStorage(inject('clickhouseUrl'));
  await opened.storage.migrate();
  const events = Array.from({ length: 300 }, (_, index) => ({
    at: START + index * 17 * 60_000,
    route: `/${index % 7}`,
    weight: 1 + (index % 2) / 2,
    eventIndex: index,
    sessionId: `s${index % 5}`,
  }));
  // In many blocks, so that rows of one bucket lie in several parts.
  for (const [index, event] of events.entries()) {
    if (index % 25 !== 0) continue;
    const block = events.slice(index, index + 25);
    await opened.storage.insertMeasurements(
      [...block, ...block.map(({ at, ...rest }) => ({ ...rest, at: at + 1 }))].map((part) =>
        aMeasurement({ ...part, value: part.eventIndex, attributes: JSON.stringify({ text: HOSTILE }) }),
      ),
      `block-${event.eventIndex}`,
    );
  }
  await opened.storage.insertMeasurements([aMeasurement({ at: START, metric: 'vital.lcp' })], 'lcp');
  await opened.storage.insertMeasurements([aMeasurement({ at: START, app: 'other' })], 'other');
  await opened.storage.insertErrors(
    events.slice(0, 40).map((part) => anErrorReport({ ...part, message: HOSTILE, stack: `at ${part.at}` })),
    'errors',
  );
});
afterAll(() => opened.close());

const aQuery = (parts: Partial<ExportQuery> = {}): ExportQuery => ({
  app: 'shop',
  table: 'measurements',
  format: 'jsonl',
  filter: {},
  ...parts,
});

/** Rows of an export as objects. */
async function exportRows(parts: Partial<ExportQuery> = {}): Promise<Record<string, unknown>[]> {
  const { bytes } = await opened.storage.openExport(aQuery(parts));
  return toRows(await text(bytes));
}

const toRows = (lines: string) =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** What ClickHouse reads from a file, as lines of JSON. */
async function readBack(file: Buffer, format: 'Parquet' | 'CSVWithNames', structure = ''): Promise<string> {
  const content =
    format === 'Parquet' ? `base64Decode('${file.toString('base64')}')` : quoted(file.toString('utf8'));
  const answer = await opened.client.query({
    query: `SELECT * FROM format(${format}${structure}, ${content})`,
    format: 'JSONEachRow',
    clickhouse_settings: {
      date_time_output_format: 'iso',
      output_format_json_quote_64bit_integers: 0,
      max_query_size: '100000000',
    },
  });
  return answer.text();
}

const quoted = (content: string) => `'${content.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Parquet has no times of whole seconds. */
const byRow = (rows: readonly Record<string, unknown>[]) =>
  rows.map((row) => JSON.stringify(row).replaceAll('.000Z', 'Z')).toSorted();

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

describe('openExport', () => {
  it.each(EXPORT_TABLES)('writes the documented columns of %s, in their order', async (table) => {
    const [row] = await exportRows({ table });
    expect(Object.keys(row ?? {})).toEqual(exportSourceOf(table).columns.map(({ name }) => name));
  });

  it.each(EXPORT_TABLES)('writes the same rows of %s in every format', async (table) => {
    const rows = await exportRows({ table });
    const parquet = await buffer(
      (await opened.storage.openExport(aQuery({ table, format: 'parquet' }))).bytes,
    );
    expect(byRow(toRows(await readBack(parquet, 'Parquet')))).toEqual(byRow(rows));
    const csv = await buffer((await opened.storage.openExport(aQuery({ table, format: 'csv' }))).bytes);
    const [header] = csv.toString('utf8').split('\n');
    expect(header).toBe(
      Object.keys(rows[0] ?? {})
        .map((name) => `"${name}"`)
        .join(','),
    );
    const texts = await readBack(
      csv,
      'CSVWithNames',
      `, '${Object.keys(rows[0] ?? {})
        .map((name) => `${name} String`)
        .join(', ')}'`,
    );
    expect(byRow(toRows(texts))).toEqual(
      byRow(
        rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asText(value)])),
        ),
      ),
    );
  });

  it('writes values, times and texts as they were measured', async () => {
    const rows = await exportRows({ fromMs: START, toMs: START + 1, metric: 'request.duration' });
    expect(rows).toEqual([
      {
        app: 'shop',
        metric: 'request.duration',
        at: '2026-01-10T21:17:00.000Z',
        received_at: '2026-01-10T21:17:00.000Z',
        value: 0,
        weight: 1,
        failed: false,
        event_count: 1,
        environment: 'production',
        release: '1.4.0',
        route: '/0',
        subject: 'GET',
        source: 'node',
        device: '',
        browser: '',
        country: '',
        connection: '',
        layer: '',
        status_class: '2xx',
        instance: 'host:1',
        session_id: 's0',
        batch_id: 'batch-1',
        event_index: 0,
        trace_id: '',
        attributes: JSON.stringify({ text: HOSTILE }),
      },
    ]);
    const [error] = await exportRows({ table: 'errors', fromMs: START, toMs: START + 1 });
    expect(error).toMatchObject({ message: HOSTILE, stack: `at ${START}` });
  });

  it.each<ExportTable>(['rollup_10s', 'rollup_1m', 'rollup_1h'])(
    'writes one row of %s for each bucket, with what all blocks brought to it',
    async (table) => {
      const width = { rollup_10s: 10, rollup_1m: 60, rollup_1h: 3600 }[table as 'rollup_1m'] * 1000;
      const rows = await exportRows({ table, metric: 'request.duration' });
      const keys = rows.map(({ at, route }) => `${String(at)} ${String(route)}`);
      expect(new Set(keys).size).toBe(keys.length);
      const expected = new Set(
        Array.from({ length: 300 }, (_, index) => {
          const at = Math.floor((START + index * 17 * 60_000) / width) * width;
          return `${new Date(at).toISOString().replace('.000Z', 'Z')} /${index % 7}`;
        }),
      );
      expect(new Set(keys)).toEqual(expected);
      const sumOf = (name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);
      expect([sumOf('observations'), sumOf('event_count'), sumOf('weight')]).toEqual([600, 600, 750]);
      for (const { bins, weight } of rows) {
        expect(Object.values(bins as Record<string, number>).reduce((sum, part) => sum + part, 0)).toBe(
          weight,
        );
      }
    },
  );

  it.each<[string, Partial<ExportQuery>, number]>([
    ['everything of the app', {}, 601],
    ['a metric', { metric: 'vital.lcp' }, 1],
    ['a part of the time', { fromMs: START + DAY, toMs: START + DAY + HOUR, metric: 'request.duration' }, 8],
    ['one of several values', { filter: { route: ['/1', '/2'] } }, 172],
    ['errors of a route', { table: 'errors', filter: { route: '/3' } }, 6],
    ['nothing', { filter: { route: '/nowhere' } }, 0],
  ])('chooses %s, and says how many rows there are', async (_, parts, count) => {
    expect(await exportRows(parts)).toHaveLength(count);
    const { rows, bytes } = await opened.storage.openExport(aQuery(parts));
    bytes.destroy();
    expect(rows).toBe(count);
  });

  it('is a file of its format when there are no rows', async () => {
    const parts = { filter: { route: '/nowhere' } };
    const csv = await text((await opened.storage.openExport(aQuery({ ...parts, format: 'csv' }))).bytes);
    expect(csv).toMatch(/^"app","metric",.*"attributes"\n$/);
    const parquet = await buffer(
      (await opened.storage.openExport(aQuery({ ...parts, format: 'parquet' }))).bytes,
    );
    expect([parquet.subarray(0, 4).toString(), parquet.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  });

  it('refuses to choose rows by what the table does not have', async () => {
    await expect(opened.storage.openExport(aQuery({ table: 'errors', metric: 'vital.lcp' }))).rejects.toThrow(
      'Rows of errors cannot be chosen by metric',
    );
    await expect(
      opened.storage.openExport(aQuery({ table: 'errors', filter: { device: 'mobile' } })),
    ).rejects.toThrow(RangeError);
  });

  it('fails, and does not end, where the database fails in the middle', async () => {
    const poor = opened.another({ queryLimits: { memoryBytes: 6_000_000 } });
    await opened.client.command({
      query: `INSERT INTO measurements (app, metric, at, attributes)
        SELECT 'large', 'custom.x', fromUnixTimestamp64Milli(toInt64(${START} + number)),
          repeat(toString(number), if(number > 50000, 250, 1))
        FROM numbers(60000)`,
    });
    await expect(
      poor.openExport(aQuery({ app: 'large', format: 'csv' })).then(({ bytes }) => text(bytes)),
    ).rejects.toThrow(/broke an export off: Code: 241/);
    const parquet = poor.openExport(aQuery({ app: 'large', format: 'parquet' }));
    await expect(parquet.then(({ bytes }) => buffer(bytes))).rejects.toThrow();
  });
});
