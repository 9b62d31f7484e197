import type { EngineSession } from './engineSession.ts';
import type { MendedLog } from './mendDeduplicationLogs.ts';

/** The names, as `database.table`, of tables known by their folders; the UUID where a table was dropped. */
export async function loadTableNames(
  session: EngineSession,
  logs: readonly MendedLog[],
): Promise<readonly string[]> {
  const ids = logs.map(({ tableId }) => tableId);
  const answer = await session.run({
    text: `SELECT uuid, concat(database, '.', name) FROM system.tables WHERE has([${ids.map((id) => `'${id}'`).join(', ')}], toString(uuid))`,
    format: 'TabSeparated',
    tag: 'mended',
    database: 'default',
    settings: new Map(),
    parameters: new Map(),
    changesSession: false,
  });
  const names = new Map(
    answer
      .text()
      .split('\n')
      .map((line): [string, string] => {
        const [id = '', name = ''] = line.split('\t');
        return [id, name];
      }),
  );
  return ids.map((id) => names.get(id) ?? id);
}
