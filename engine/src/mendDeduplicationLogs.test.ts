import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { mendDeduplicationLogs } from './mendDeduplicationLogs.ts';

const TABLE = '3381e9d7-499f-4d40-ba2a-82817be9f14b';
const OTHER = 'd27bd070-0de8-421c-b8a1-743a4c12525f';

const line = (part: string, operation = 1, block = part) => `${operation}\t${part}\t20261125_${block}_7\n`;
const A = line('20261125_1_1_0');
const B = line('20261125_2_2_0');

describe('mendDeduplicationLogs', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paceline-mend-test-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const toTableFolder = (table: string) => join(folder, 'store', table.slice(0, 3), table);
  const toLog = (table: string, number: number) =>
    join(toTableFolder(table), 'deduplication_logs', `deduplication_log_${number}.txt`);
  const makeTable = (table: string, parts: readonly string[], logs: Readonly<Record<number, string>>) => {
    for (const name of [...parts, 'detached', 'deduplication_logs']) {
      mkdirSync(join(toTableFolder(table), name), { recursive: true });
    }
    for (const [number, text] of Object.entries(logs)) writeFileSync(toLog(table, Number(number)), text);
  };
  const readLog = (number = 1, table = TABLE) => readFileSync(toLog(table, number), 'utf8');

  it.each([
    ['the last line, whose part is not there', ['20261125_1_1_0'], A + B, A],
    ['the only line', [], A, ''],
    ['the lines of one part made from several blocks', ['20261125_1_1_0'], A + B + B + B, A],
    ['no second part, however', [], A + B, A],
    ['a half-written line', ['20261125_1_1_0'], `${A}1\t20261125_2_2`, A],
    ['a half-written line alone', [], '1', ''],
    ['a half-written line after one whose part is not there', ['20261125_1_1_0'], `${A}${B}1\t2026`, A],
    ['a part that only another partition has', ['20261125_1_1_0', '20261126_2_2_0'], A + B, A],
    ['a part that only seems to be in a merged one', ['20261125_1_1_0', '20261125_3_22_2'], A + B, A],
    ['a part that never got its name', ['20261125_1_1_0', 'tmp_insert_20261125_2_2_0'], A + B, A],
    ['nothing but the last of many lines', ['20261125_1_1_0'], A.repeat(20_000) + B, A.repeat(20_000)],
  ])('drops %s', (_name, parts, before, after) => {
    makeTable(TABLE, parts, { 1: before });
    expect(mendDeduplicationLogs(folder)).toHaveLength(1);
    expect(readLog()).toBe(after);
    if (after !== '' && parts.length > 0) expect(mendDeduplicationLogs(folder)).toEqual([]);
  });

  it.each([
    ['whose part is there', ['20261125_1_1_0', '20261125_2_2_0'], A + B],
    ['whose part was merged', ['20261125_1_2_1'], A + B],
    ['whose part was merged and mutated', ['20261125_1_12_3_14'], A + B],
    ['whose part was mutated', ['20261125_1_1_0', '20261125_2_2_0_3'], A + B],
    ['that takes a block back', ['20261125_1_1_0'], A + line('20261125_2_2_0', 2)],
    ['that is empty, and the log with it', [], ''],
    ['in a form that is not known', [], `${A}version 2\n`],
    ['with a part name that is not known', [], `${A}1\tsome part\tblock\n`],
    ['that begins in a form that is not known', [], `${A}v2 1\t20261125_2_2_0`],
  ])('leaves a line %s', (_name, parts, text) => {
    makeTable(TABLE, parts, { 1: text });
    expect(mendDeduplicationLogs(folder)).toEqual([]);
    expect(readLog()).toBe(text);
  });

  it('looks at the newest log by number, and at the one before while the newest is empty', () => {
    makeTable(TABLE, ['20261125_1_1_0'], { 2: B, 9: A, 10: A + B });
    makeTable(OTHER, ['20261125_1_1_0'], { 9: A + B, 10: '' });
    expect(mendDeduplicationLogs(folder)).toEqual([
      { tableId: TABLE, part: '20261125_2_2_0' },
      { tableId: OTHER, part: '20261125_2_2_0' },
    ]);
    expect([2, 9, 10].map((number) => readLog(number))).toEqual([B, A, A]);
    expect([9, 10].map((number) => readLog(number, OTHER))).toEqual([A, '']);
  });

  it('does not mind a folder without tables, and folders that are not tables', () => {
    expect(mendDeduplicationLogs(folder)).toEqual([]);
    mkdirSync(join(toTableFolder(TABLE), 'detached'), { recursive: true });
    mkdirSync(join(folder, 'store', 'abc', 'not-a-table', 'deduplication_logs'), { recursive: true });
    writeFileSync(join(folder, 'store', 'stray'), '');
    expect(mendDeduplicationLogs(folder)).toEqual([]);
  });
});
