import { fillTemplate } from '../src/fillTemplate.ts';
import { loadSqlTexts } from '../src/sqlText.ts';
import { SHARDED_TABLES, toTopology } from '../src/topology.ts';

export const CLUSTER = 'main-cluster';

/** Every statement that makes or changes the schema on a cluster, as it is sent. */
export function clusterStatements(): readonly string[] {
  const sql = loadSqlTexts();
  const topology = toTopology(CLUSTER);
  const fill = (template: string, more: Readonly<Record<string, string>> = {}) =>
    fillTemplate(template, { ...topology.fragments, cutover: '0', ...more });
  const tables = Object.entries(SHARDED_TABLES);
  return [
    fill(sql.query('create_database'), { database: 'paceline' }),
    fill(sql.query('create_schema_migrations')),
    fill(sql.query('create_cutovers')),
    ...sql.migrations.flatMap(({ statements }) => statements.map((statement) => fill(statement))),
    ...tables.map(([table, key]) =>
      fill(sql.query('create_distributed'), {
        table,
        cluster: CLUSTER,
        sharding_key: key === null ? '' : `, ${key}`,
      }),
    ),
    fill(sql.query('set_retention'), { table: topology.localNameOf('measurements'), seconds: '60' }),
    fill(sql.query('delete_rows'), { table: topology.localNameOf('errors'), conditions: '' }).replaceAll(
      /\{(\w+):String\}/g,
      "'$1'",
    ),
    fill(sql.query('set_dedup_window'), { table: topology.localNameOf('measurements'), window: '60' }),
  ];
}
