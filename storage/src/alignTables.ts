import type { ClickHouse } from './clickHouse.ts';
import { fillTemplate } from './fillTemplate.ts';
import type { Retention } from './resolution.ts';
import type { SqlTexts } from './sqlText.ts';
import type { Topology } from './topology.ts';

/** What the configuration says about the tables. */
export interface TableOptions {
  /** More than 50 years count as 50. */
  readonly retention: Retention;
  /** Inserts that each table remembers the tokens of. Absent: as the migrations have it. */
  readonly dedupWindow?: number;
}

/** Tables that forget, with the retention that each has. */
const RETENTION_OF_TABLE: Readonly<Record<string, keyof Retention>> = {
  measurements: 'rawSeconds',
  errors: 'rawSeconds',
  rollup_10s: 'rollup10sSeconds',
  rollup_1m: 'rollup1mSeconds',
  rollup_1h: 'rollup1hSeconds',
  slices_10s: 'rollup10sSeconds',
  slices_1m: 'rollup1mSeconds',
  slices_1h: 'rollup1hSeconds',
  slices_1d: 'rollup1hSeconds',
};
/** ClickHouse counts the end of a row's life in seconds until 2106; what would lie beyond would be dropped at once. */
const MAX_RETENTION_SECONDS = 50 * 365 * 86_400;

/** Tables that a block is counted in, or not, by its token. */
const DEDUPLICATED = [...Object.keys(RETENTION_OF_TABLE), 'freshness', 'alert_transitions'];

function naturalNumber(value: number, what: string): string {
  if (Number.isSafeInteger(value) && value > 0) return String(value);
  throw new RangeError(`${what} must be a whole number over 0, not ${value}`);
}

/**
 * Brings retention and deduplication window of the tables to what the configuration says; changes only what differs.
 *
 * @throws {StorageError}
 * @throws {RangeError} when a figure is not a whole number over 0
 */
export async function alignTables(
  clickHouse: ClickHouse,
  sql: SqlTexts,
  { retention, dedupWindow, topology }: TableOptions & { readonly topology: Topology },
): Promise<void> {
  const tables = new Map(DEDUPLICATED.map((table) => [topology.localNameOf(table), table]));
  const rows = await clickHouse.query<readonly [name: string, engine: string]>('read the retention', {
    text: sql.query('retention'),
    parameters: { tables: [...tables.keys()] },
  });
  for (const [localName, engine] of rows) {
    const table = tables.get(localName) ?? localName;
    const fragments = { ...topology.fragments, table: localName };
    const wanted = RETENTION_OF_TABLE[table];
    if (wanted !== undefined) {
      const seconds = naturalNumber(
        Math.min(retention[wanted], MAX_RETENTION_SECONDS),
        `retention.${wanted}`,
      );
      if (/\bTTL\b.*?toIntervalSecond\((\d+)\)/.exec(engine)?.[1] !== seconds) {
        const text = fillTemplate(sql.query('set_retention'), { ...fragments, seconds });
        await clickHouse.command(`set the retention of ${table}`, text);
      }
    }
    if (dedupWindow !== undefined) {
      const window = naturalNumber(dedupWindow, 'dedupWindow');
      if (/\b(?:non_)?replicated_deduplication_window = (\d+)/.exec(engine)?.[1] !== window) {
        const text = fillTemplate(sql.query('set_dedup_window'), { ...fragments, window });
        await clickHouse.command(`set the deduplication window of ${table}`, text);
      }
    }
  }
}
