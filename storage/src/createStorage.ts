import type { ErrorReport, Measurement } from '@paceline/protocol';

import { ALERT_TRANSITION_COLUMNS, type AlertTransitionRow } from './alertTransitionRow.ts';
import { toAlertTransition, toAlertTransitionRow } from './alertTransitionRow.ts';
import { alignTables, type TableOptions } from './alignTables.ts';
import { choosePeakResolution } from './chooseResolution.ts';
import { createClickHouse, DEFAULT_QUERY_LIMITS, type QueryLimits } from './clickHouse.ts';
import { createDeletions } from './deletion/createDeletions.ts';
import { toDimensionValuesQuery } from './dimensionValues.ts';
import { parseDistributionRow, toDistributionQuery, toSegmentsQuery } from './distributionQuery.ts';
import { createExports } from './export/createExports.ts';
import { fillTemplate } from './fillTemplate.ts';
import { createMeasurementLines, MEASUREMENT_COLUMNS } from './measurementLine.ts';
import { loadCutovers, migrate } from './migrate.ts';
import { planSegments, type Slicing } from './planSegments.ts';
import { createRawReads } from './raw/createRawReads.ts';
import { BUCKET_SECONDS, ceilTo, floorTo } from './resolution.ts';
import { sliceFor, SLICES_AT } from './slices.ts';
import { loadSqlTexts } from './sqlText.ts';
import { type AlertTransition, type Dimension, DIMENSIONS, type Filter, type Storage } from './storage.ts';
import { StorageError } from './storageError.ts';
import { ERROR_COLUMNS, toErrorRow } from './toErrorRow.ts';
import { toTopology } from './topology.ts';

export interface StorageOptions extends TableOptions {
  /** Address of ClickHouse's HTTP interface, with credentials when it needs them. */
  readonly url: string;
  /** Made by `migrate` when it is missing; letters, digits and `_`. */
  readonly database: string;
  /** Cluster over which the tables are spread; absent: `url` is one server. */
  readonly cluster?: string;
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

/** Migration that brought slices. */
const SLICES = '0008_slices';

const toErrorLine = (error: ErrorReport) => JSON.stringify(toErrorRow(error));
const toAlertTransitionLine = (row: AlertTransition) => JSON.stringify(toAlertTransitionRow(row));

/** ClickHouse at `url`. Connects when it is first used. */
export function createStorage(options: StorageOptions): Storage {
  const { retention, database, now = Date.now } = options;
  const sql = loadSqlTexts(options.sqlFolder);
  const toMeasurementLine = createMeasurementLines();
  const limits = { ...DEFAULT_QUERY_LIMITS, ...options.queryLimits };
  const clickHouse = createClickHouse({ url: options.url, database, limits });
  const exports = createExports({ url: options.url, database, limits, clickHouse, sql });
  const topology = toTopology(options.cluster);
  let slicesSince: number | undefined;

  /** Decided once, when the schema was made. */
  async function loadSlicesSince(): Promise<number> {
    slicesSince ??= (await loadCutovers(clickHouse, sql)).get(SLICES);
    if (slicesSince !== undefined) return slicesSince;
    throw new StorageError('refused', 'the schema has no slices: run `migrate` first');
  }

  /** What there is for a question that filters and splits by these dimensions. */
  async function toSlicing(filter: Filter, groupBy: readonly Dimension[]): Promise<Slicing> {
    const filtered = DIMENSIONS.filter((dimension) => filter[dimension] !== undefined);
    return { slice: sliceFor([...filtered, ...groupBy]), sinceSeconds: await loadSlicesSince() };
  }

  return {
    ping: () => clickHouse.ping(),

    migrate: async () => {
      const applied = await migrate(database, { clickHouse, sql, topology, now });
      await alignTables(clickHouse, sql, { ...options, topology });
      return { applied };
    },

    insertMeasurements: async (measurements, token) => {
      const apps = new Set<string>();
      const toLine = (row: Measurement) => {
        apps.add(row.app);
        return toMeasurementLine(row);
      };
      const lines = toLines(measurements, toLine, 'measurements');
      const columns = MEASUREMENT_COLUMNS;
      await clickHouse.insert('insert measurements', { table: 'measurements', columns, lines, token });
      await clickHouse.insert('say that a block is stored', {
        table: 'freshness',
        columns: ['app', 'stored_events'],
        lines: [...apps].map((app) => JSON.stringify([app, 0])),
        token,
      });
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
      const slicing = await toSlicing(query.filter, query.groupBy ?? []);
      const segments = planSegments(query, retention, now(), slicing);
      if (segments.length === 0 || query.metrics.length === 0) return [];
      const bound = toDistributionQuery(sql, query, segments);
      const rows = await clickHouse.query('load distributions', bound);
      return rows.map((row) => parseDistributionRow(row, query.groupBy ?? []));
    },

    loadPeakRate: async (query) => {
      if (!(query.toMs > query.fromMs)) return null;
      const { resolution = choosePeakResolution(query, retention, now()) } = query;
      const width = BUCKET_SECONDS[resolution];
      const fromSeconds = Math.max(0, floorTo(query.fromMs / 1000, width));
      const toSeconds = Math.max(fromSeconds, ceilTo(query.toMs / 1000, width));
      const { slice, sinceSeconds } = await toSlicing(query.filter, []);
      const isSliced =
        slice !== undefined && SLICES_AT[resolution].includes(slice) && fromSeconds >= sinceSeconds;
      const source = toSegmentsQuery(
        sql,
        [{ resolution, fromSeconds, toSeconds, ...(isSliced && { slice }) }],
        {
          app: query.app,
          metrics: [query.metric],
          filter: query.filter,
          dimensions: [],
          columns: ['at', 'weight'],
        },
      );
      const [row] = await clickHouse.query<readonly [number | null]>('load the peak rate', {
        text: fillTemplate(sql.query('peak_rate'), { segments: source.text }),
        parameters: { ...source.parameters, bucketSeconds: width },
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

    loadDimensionValues: async (query) => {
      const { fromMs, toMs } = query;
      const slicing = await toSlicing(query.filter ?? {}, [query.dimension]);
      const segments = planSegments({ fromMs, toMs }, retention, now(), slicing);
      if (segments.length === 0) return [];
      const rows = await clickHouse.query<readonly [string]>(
        'load the values of a dimension',
        toDimensionValuesQuery(sql, query, segments),
      );
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

    ...createRawReads({ clickHouse, sql }),
    ...createDeletions({ clickHouse, sql, topology, database, now }),
    openExport: (question) => exports.openExport(question),

    close: async () => {
      await Promise.all([clickHouse.close(), exports.close()]);
    },
  };
}
