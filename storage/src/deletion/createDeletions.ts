import { createHash } from 'node:crypto';

import { type ClickHouse, LONGEST_QUERY_SECONDS } from '../clickHouse.ts';
import type { BoundQuery } from '../distributionQuery.ts';
import { fillTemplate } from '../fillTemplate.ts';
import type { SqlTexts } from '../sqlText.ts';
import { SHARDED_TABLES, type Topology } from '../topology.ts';
import type { DeletedRows, Deletion, Deletions } from './deletion.ts';
import { DELETION_COLUMNS, type DeletionRow, toDeletion, toDeletionLine } from './deletionRow.ts';

interface DeletionDeps {
  readonly clickHouse: Pick<ClickHouse, 'query' | 'command' | 'insert'>;
  readonly sql: SqlTexts;
  readonly topology: Topology;
  readonly database: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What is to go: from which tables, and which rows. */
interface Target {
  readonly tables: readonly string[];
  /** Begins with ` AND `, or is empty. */
  readonly conditions: BoundQuery;
}

type Asked = Pick<Deletion, 'id' | 'app' | 'askedBy' | 'kind' | 'beforeMs' | 'sessionDigest'>;

const RAW_TABLES = ['measurements', 'errors'];
const ROLLUP_TABLES = Object.keys(SHARDED_TABLES).filter((table) => /^(rollup|slices)_/.test(table));
const DAY_MS = 86_400_000;
/** How an id stands in the text of a mutation, see `delete_rows`. */
const ID_IN_COMMAND = "'([^']+)' != ''";

export function createDeletions(deps: DeletionDeps): Deletions {
  const { clickHouse, sql, topology, database, now } = deps;

  async function countRows(app: string, { tables, conditions }: Target): Promise<DeletedRows> {
    const counts = new Map<string, readonly [rows: number, events: number]>();
    for (const table of tables) {
      const [row] = await clickHouse.query<readonly [number, number]>(
        `count the rows of ${table}`,
        {
          text: fillTemplate(sql.query('count_rows'), {
            table,
            events: table === 'measurements' ? 'sum(event_count)' : '0',
            conditions: conditions.text,
          }),
          parameters: { ...conditions.parameters, app },
        },
        LONGEST_QUERY_SECONDS,
      );
      counts.set(table, row ?? [0, 0]);
    }
    const [measurements, events] = counts.get('measurements') ?? [0, 0];
    return {
      measurements,
      events,
      errors: counts.get('errors')?.[0] ?? 0,
      rollupRows: ROLLUP_TABLES.reduce((sum, table) => sum + (counts.get(table)?.[0] ?? 0), 0),
    };
  }

  async function record(
    step: DeletionRow[0],
    deletion: Asked & { readonly rows: DeletedRows },
  ): Promise<void> {
    await clickHouse.insert('record a deletion', {
      table: 'deletions',
      columns: DELETION_COLUMNS,
      lines: [toDeletionLine(step, deletion, now())],
      token: `${deletion.id}-${step}`,
    });
  }

  async function remove(asked: Asked, target: Target): Promise<void> {
    const deletion = { ...asked, rows: await countRows(asked.app, target) };
    await record('asked', deletion);
    for (const table of target.tables) {
      await clickHouse.command(
        `delete from ${table}`,
        fillTemplate(sql.query('delete_rows'), {
          ...topology.fragments,
          table: topology.localNameOf(table),
          conditions: target.conditions.text,
        }),
        {
          parameters: { ...target.conditions.parameters, app: asked.app, deletion: asked.id },
          // Rewriting takes minutes where there is much of it.
          settings: { mutations_sync: '0' },
        },
      );
    }
    await record('begun', deletion);
  }

  async function loadProgress(ids: readonly string[]) {
    const { cluster } = topology;
    const rows = await clickHouse.query<readonly [id: string, partsToDo: number, failure: string]>(
      'load the progress of deletions',
      {
        text: fillTemplate(sql.query('deletion_progress'), {
          mutations:
            cluster === undefined ? 'system.mutations' : `clusterAllReplicas('${cluster}', system.mutations)`,
        }),
        parameters: { ids, database, pattern: ID_IN_COMMAND },
      },
    );
    return new Map(rows.map(([id, partsToDo, failure]) => [id, { partsToDo, failure }]));
  }

  return {
    deleteApp: async ({ id, app, askedBy, beforeMs }) => {
      if (beforeMs !== undefined && beforeMs % DAY_MS !== 0) {
        throw new RangeError(`beforeMs is no midnight (UTC): ${beforeMs}`);
      }
      const conditions =
        beforeMs === undefined
          ? { text: '', parameters: {} }
          : { text: " AND at < toDateTime({before:UInt32}, 'UTC')", parameters: { before: beforeMs / 1000 } };
      await remove(
        { id, app, askedBy, kind: 'app', beforeMs: beforeMs ?? null, sessionDigest: null },
        { tables: [...RAW_TABLES, ...ROLLUP_TABLES], conditions },
      );
    },

    deleteSession: async ({ id, app, askedBy, sessionId }) => {
      if (sessionId === '') throw new RangeError('The id of a visit is empty: all servers have that one');
      const sessionDigest = createHash('sha256').update(sessionId).digest('hex');
      await remove(
        { id, app, askedBy, kind: 'session', beforeMs: null, sessionDigest },
        {
          tables: RAW_TABLES,
          conditions: { text: ' AND session_id = {session:String}', parameters: { session: sessionId } },
        },
      );
    },

    loadDeletions: async ({ app, id, limit }) => {
      const rows = await clickHouse.query<DeletionRow>('load the deletions', {
        text: fillTemplate(sql.query('deletions'), {
          conditions: id === undefined ? '' : ' AND id = {id:String}',
        }),
        parameters: { app, limit, ...(id !== undefined && { id }) },
      });
      const running = rows.filter((row) => row[0] !== 'finished').map((row) => row[1]);
      const progress = running.length === 0 ? new Map() : await loadProgress(running);
      return rows.map((row) => toDeletion(app, row, progress.get(row[1])));
    },

    finishDeletion: async (deletion) => {
      await record('finished', deletion);
      // Counts nothing, and says that what the app's questions find is another thing now.
      await clickHouse.insert('say that something was deleted', {
        table: 'freshness',
        columns: ['app', 'stored_events'],
        lines: [JSON.stringify([deletion.app, 0])],
        token: deletion.id,
      });
    },
  };
}
