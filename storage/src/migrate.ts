import { setTimeout as wait } from 'node:timers/promises';
import type { ClickHouse } from './clickHouse.ts';
import { fillTemplate } from './fillTemplate.ts';
import type { SqlTexts } from './sqlText.ts';
import { SHARDED_TABLES, type Topology } from './topology.ts';

/** A name that needs no quotes. */
const DATABASE_NAME = /^[A-Za-z_]\w{0,127}$/;

const DAY_SECONDS = 86_400;
/** A cutover lies further ahead than any event that may still arrive from before, and than clocks differ. */
const CUTOVER_AHEAD_SECONDS = 2 * 3600;
/** How long a decision of another server of the cluster may take to arrive. */
const CUTOVER_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 50;

interface MigrateDeps {
  readonly clickHouse: ClickHouse;
  readonly sql: SqlTexts;
  readonly topology: Topology;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Runs the migrations that are not recorded yet, in order, and records each. Every statement may run twice, so that
 * processes that start together, or one that was killed in between, do no harm.
 *
 * @returns names of the migrations that ran
 * @throws {StorageError}
 * @throws {RangeError} when the database's name would need quotes
 */
export async function migrate(database: string, deps: MigrateDeps): Promise<readonly string[]> {
  const { clickHouse, sql, topology } = deps;
  if (!DATABASE_NAME.test(database)) throw new RangeError(`Not a name of a database: "${database}"`);
  const fill = (template: string, more: Readonly<Record<string, string>> = {}) =>
    fillTemplate(template, { ...topology.fragments, ...more });
  await clickHouse.commandOutside(
    `create the database ${database}`,
    fill(sql.query('create_database'), { database }),
  );
  await clickHouse.command('create the table of migrations', fill(sql.query('create_schema_migrations')));
  await clickHouse.command('create the table of cutovers', fill(sql.query('create_cutovers')));
  const rows = await clickHouse.query<readonly [string]>('read the applied migrations', {
    text: sql.query('applied_migrations'),
    parameters: {},
  });
  const recorded = new Set(rows.map(([name]) => name));
  const missing = sql.migrations.filter(({ name }) => !recorded.has(name));
  for (const { name, statements } of missing) {
    const needsCutover = statements.some((statement) => statement.includes('{{cutover}}'));
    const more = needsCutover ? { cutover: String(await decideCutover(name, deps)) } : {};
    for (const statement of statements) {
      await clickHouse.command(`run the migration ${name}`, fill(statement, more));
    }
    await clickHouse.insert('record a migration', {
      table: 'schema_migrations',
      columns: ['name'],
      lines: [JSON.stringify([name])],
      token: name,
    });
  }
  if (missing.length > 0) await spreadOverShards(deps);
  return missing.map(({ name }) => name);
}

/** When what each migration brought begins to count, epoch seconds. */
export async function loadCutovers(
  clickHouse: ClickHouse,
  sql: SqlTexts,
): Promise<ReadonlyMap<string, number>> {
  const rows = await clickHouse.query<readonly [string, number]>('read the cutovers', {
    text: sql.query('cutovers'),
    parameters: {},
  });
  return new Map(rows);
}

/**
 * When a migration's new way of counting begins: at once in a database without rows, else at a midnight (UTC) to come, so
 * that no block that was half stored when the schema changed reaches beyond it. The same for all who ask, as the first
 * decision is the only one that is kept.
 */
async function decideCutover(name: string, { clickHouse, sql, topology, now }: MigrateDeps): Promise<number> {
  const [row] = await clickHouse.query<readonly [number]>('look for stored rows', {
    text: fillTemplate(sql.query('has_rows'), topology.fragments),
    parameters: {},
  });
  const soonest = Math.ceil(now() / 1000) + CUTOVER_AHEAD_SECONDS;
  const wanted = row?.[0] === 0 ? 0 : Math.ceil(soonest / DAY_SECONDS) * DAY_SECONDS;
  await clickHouse.insert('decide a cutover', {
    table: 'cutovers',
    columns: ['name', 'at'],
    lines: [JSON.stringify([name, wanted])],
    token: name,
  });
  const deadline = performance.now() + CUTOVER_WITHIN_MS;
  for (;;) {
    const decided = (await loadCutovers(clickHouse, sql)).get(name);
    if (decided !== undefined) return decided;
    if (performance.now() > deadline) throw new Error(`The cutover of ${name} did not arrive`);
    await wait(LOOK_AGAIN_MS);
  }
}

/** On a cluster, makes the tables that reach all shards anew, as the local ones are now. */
async function spreadOverShards({ clickHouse, sql, topology }: MigrateDeps): Promise<void> {
  const { cluster } = topology;
  if (cluster === undefined) return;
  for (const [table, shardingKey] of Object.entries(SHARDED_TABLES)) {
    const fragments = {
      ...topology.fragments,
      cluster,
      table,
      sharding_key: shardingKey === null ? '' : `, ${shardingKey}`,
    };
    await clickHouse.command(
      `spread ${table} over the cluster`,
      fillTemplate(sql.query('create_distributed'), fragments),
    );
  }
}
