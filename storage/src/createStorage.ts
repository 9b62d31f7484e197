import type { ErrorReport } from '@paceline/protocol';

import { ALERT_TRANSITION_COLUMNS, type AlertTransitionRow } from './alertTransitionRow.ts';
import { toAlertTransition, toAlertTransitionRow } from './alertTransitionRow.ts';
import { alignTables, type TableOptions } from './alignTables.ts';
import { choosePeakResolution } from './chooseResolution.ts';
import { createClickHouse, DEFAULT_QUERY_LIMITS, type QueryLimits } from './clickHouse.ts';
import {
  DIMENSION_COLUMNS,
  parseDistributionRow,
  toConditions,
  toDistributionQuery,
  toSegmentsQuery,
} from './distributionQuery.ts';
import { fillTemplate } from './fillTemplate.ts';
import { createMeasurementLines, MEASUREMENT_COLUMNS } from './measurementLine.ts';
import { migrate } from './migrate.ts';
import { planSegments } from './planSegments.ts';
import { BUCKET_SECONDS, ceilTo, floorTo } from './resolution.ts';
import { loadSqlTexts } from './sqlText.ts';
import type { AlertTransition, Storage } from './storage.ts';
import { StorageError } from './storageError.ts';
import { ERROR_COLUMNS, toErrorRow } from './toErrorRow.ts';

export interface StorageOptions extends TableOptions {
  /** Address of ClickHouse's HTTP interface, with credentials when it needs them. */
  readonly url: string;
  /** Made by `migrate` when it is missing; letters, digits and `_`. */
  readonly database: string;
  readonly queryLimits?: Partial<QueryLimits>;
  /** Decides what retention has left over. Default `Date.now`. */
  readonly now?: () => number;
  /** Folder with `migrations/` and `queries/`. Default: `sql/` beside this module, or beside the bundle it is in. */
  readonly sqlFolder?: URL;
}

/** Writes every row as a line, or rejects the whole block with the indexes of the rows that cannot be stored. */
function toLines<Item>(
  items: Iterable<Item>,
  toLine: (item: Item) => string,
  what: string,
): readonly string[] {
  const lines: string[] = [];
  const rejected: number[] = [];
  let reason: unknown;
  let index = -1;
  for (const item of items) {
    index += 1;
    try {
      lines.push(toLine(item));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      reason ??= error;
      rejected.push(index);
    }
  }
  if (rejected.length === 0) return lines;
  const first = reason instanceof Error ? reason.message : '';
  throw new StorageError(
    'rejected-rows',
    `${rejected.length} of ${index + 1} ${what} cannot be stored; the first, at ${rejected[0] ?? 0}: ${first}`,
    { cause: reason, rows: rejected },
  );
}

const toErrorLine = (error: ErrorReport) => JSON.stringify(toErrorRow(error));
const toAlertTransitionLine = (row: AlertTransition) => JSON.stringify(toAlertTransitionRow(row));

/** ClickHouse at `url`. Connects when it is first used. */
export function createStorage(options: StorageOptions): Storage {
  const { retention, database, now = Date.now } = options;
  const sql = loadSqlTexts(options.sqlFolder);
  const toMeasurementLine = createMeasurementLines();
  const clickHouse = createClickHouse({
    url: options.url,
    database,
    limits: { ...DEFAULT_QUERY_LIMITS, ...options.queryLimits },
  });

  return {
    ping: () => clickHouse.ping(),

    migrate: async () => {
      const applied = await migrate(clickHouse, sql, database);
      await alignTables(clickHouse, sql, options);
      return { applied };
    },

    insertMeasurements: async (measurements, token) => {
      const lines = toLines(measurements, toMeasurementLine, 'measurements');
      const columns = MEASUREMENT_COLUMNS;
      await clickHouse.insert('insert measurements', { table: 'measurements', columns, lines, token });
    },

    insertErrors: async (errors, token) => {
      const lines = toLines(errors, toErrorLine, 'errors');
      await clickHouse.insert('insert errors', { table: 'errors', columns: ERROR_COLUMNS, lines, token });
    },

    insertAlertTransition: async (transition) => {
      const lines = toLines([transition], toAlertTransitionLine, 'alert transitions');
      await clickHouse.insert('insert an alert transition', {
        table: 'alert_transitions',
        columns: ALERT_TRANSITION_COLUMNS,
        lines,
        token: transition.id,
      });
    },

    loadDistributions: async (query) => {
      const segments = planSegments(query, retention, now());
      if (segments.length === 0 || query.metrics.length === 0) return [];
      const bound = toDistributionQuery(sql, query, segments);
      const rows = await clickHouse.query('load distributions', bound);
      return rows.map((row) => parseDistributionRow(row, query.groupBy ?? []));
    },

    loadPeakRate: async (query) => {
      if (!(query.toMs > query.fromMs)) return null;
      const resolution = choosePeakResolution(query, retention, now());
      const width = BUCKET_SECONDS[resolution];
      const fromSeconds = Math.max(0, floorTo(query.fromMs / 1000, width));
      const toSeconds = Math.max(fromSeconds, ceilTo(query.toMs / 1000, width));
      const filter = toConditions(query.filter);
      const source = toSegmentsQuery(
        sql.query('segment'),
        [{ resolution, fromSeconds, toSeconds }],
        ['at', 'weight'],
        ` AND metric = {metric:String}${filter.text}`,
      );
      const [row] = await clickHouse.query<readonly [number | null]>('load the peak rate', {
        text: fillTemplate(sql.query('peak_rate'), { segments: source.text }),
        parameters: {
          ...filter.parameters,
          ...source.parameters,
          app: query.app,
          metric: query.metric,
          bucketSeconds: width,
        },
      });
      return row?.[0] ?? null;
    },

    loadFreshness: async () => {
      const rows = await clickHouse.query<readonly [string, number, number]>('load the freshness', {
        text: sql.query('freshness'),
        parameters: {},
      });
      return rows.map(([app, storedEvents, newestStoredAt]) => ({ app, storedEvents, newestStoredAt }));
    },

    loadDimensionValues: async ({ app, dimension, fromMs, toMs, limit }) => {
      const segments = planSegments({ fromMs, toMs }, retention, now());
      if (segments.length === 0) return [];
      const column = DIMENSION_COLUMNS[dimension];
      const source = toSegmentsQuery(sql.query('segment'), segments, [column, 'observations'], '');
      const rows = await clickHouse.query<readonly [string]>('load the values of a dimension', {
        text: fillTemplate(sql.query('dimension_values'), { column, segments: source.text }),
        parameters: { ...source.parameters, app, limit },
      });
      return rows.map(([value]) => value);
    },

    loadAlertStates: async () => {
      const rows = await clickHouse.query<AlertTransitionRow>('load the alert states', {
        text: sql.query('alert_states'),
        parameters: {},
      });
      return rows.map(toAlertTransition);
    },

    loadAlertHistory: async ({ app, fromMs, toMs, limit }) => {
      const rows = await clickHouse.query<AlertTransitionRow>('load the alert history', {
        text: sql.query('alert_history'),
        parameters: { app, from: Math.floor(fromMs), to: Math.ceil(toMs), limit },
      });
      return rows.map(toAlertTransition);
    },

    close: () => clickHouse.close(),
  };
}
