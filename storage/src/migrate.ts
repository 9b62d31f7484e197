import type { ClickHouse } from './clickHouse.ts';
import { fillTemplate } from './fillTemplate.ts';
import type { SqlTexts } from './sqlText.ts';

/** A name that needs no quotes. */
const DATABASE_NAME = /^[A-Za-z_]\w{0,127}$/;

/**
 * Runs the migrations that are not recorded yet, in order, and records each. Every statement may run twice, so that
 * processes that start together, or one that was killed in between, do no harm.
 *
 * @returns names of the migrations that ran
 * @throws {StorageError}
 * @throws {RangeError} when the database's name would need quotes
 */
export async function migrate(
  clickHouse: ClickHouse,
  sql: SqlTexts,
  database: string,
): Promise<readonly string[]> {
  if (!DATABASE_NAME.test(database)) throw new RangeError(`Not a name of a database: "${database}"`);
  await clickHouse.commandOutside(
    `create the database ${database}`,
    fillTemplate(sql.query('create_database'), { database }),
  );
  await clickHouse.command('create the table of migrations', sql.query('create_schema_migrations'));
  const rows = await clickHouse.query<readonly [string]>('read the applied migrations', {
    text: sql.query('applied_migrations'),
    parameters: {},
  });
  const recorded = new Set(rows.map(([name]) => name));
  const missing = sql.migrations.filter(({ name }) => !recorded.has(name));
  for (const { name, statements } of missing) {
    for (const statement of statements) await clickHouse.command(`run the migration ${name}`, statement);
    await clickHouse.insert('record a migration', {
      table: 'schema_migrations',
      columns: ['name'],
      lines: [JSON.stringify([name])],
      token: name,
    });
  }
  return missing.map(({ name }) => name);
}
