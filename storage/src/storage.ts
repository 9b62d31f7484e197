import type { Distribution, ErrorReport, Measurement } from '@paceline/protocol';

export const RESOLUTIONS = ['10s', '1m', '1h'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Columns that a query may filter or group by. */
export const DIMENSIONS = [
  'environment',
  'release',
  'route',
  'subject',
  'source',
  'device',
  'browser',
  'country',
  'connection',
  'layer',
  'statusClass',
  'instance',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export type Filter = { readonly [Name in Dimension]?: string };

export interface DistributionQuery {
  readonly app: string;
  readonly metrics: readonly string[];
  /** Epoch milliseconds; rounded outwards to the resolution's buckets. `from` inclusive, `to` exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly filter: Filter;
  /** Split by these dimensions. */
  readonly groupBy?: readonly Dimension[];
  /** Split by time: width of a point, a multiple of a resolution. Absent: one distribution for the whole range. */
  readonly stepSeconds?: number;
  /** Whether bins are needed (for quantiles and shares). */
  readonly withBins: boolean;
}

export interface DistributionRow {
  readonly metric: string;
  /** Start of the point, epoch seconds; 0 without `stepSeconds`. */
  readonly atSeconds: number;
  readonly group: Filter;
  readonly distribution: Distribution;
}

/** The stored change of an alert's state. */
export interface AlertTransition {
  /** Stable id of the transition; the webhook's id derives from it. */
  readonly id: string;
  /** Same for the firing and the resolved transition of one incident. */
  readonly incidentId: string;
  readonly app: string;
  readonly budgetId: string;
  readonly state: 'firing' | 'resolved';
  readonly at: number;
  readonly value: number | null;
  readonly target: number;
  readonly events: number;
}

/** What arrived so far, for live updates and the ledger. */
export interface Freshness {
  readonly app: string;
  /** Events stored since the beginning. */
  readonly storedEvents: number;
  /** Epoch milliseconds of the newest insert; `null` when there is none. */
  readonly newestStoredAt: number | null;
}

/**
 * ClickHouse as Paceline uses it. Every method throws {@link StorageError} when the server refuses
 * or cannot be reached.
 */
export interface Storage {
  ping(): Promise<boolean>;
  /** Brings the schema to the newest version; safe when several processes start together. */
  migrate(): Promise<{ readonly applied: readonly string[] }>;
  /** Inserts a block exactly once: a second insert with the same token changes nothing, in rollups too. */
  insertMeasurements(rows: readonly Measurement[], token: string): Promise<void>;
  insertErrors(rows: readonly ErrorReport[], token: string): Promise<void>;
  insertAlertTransition(transition: AlertTransition): Promise<void>;
  loadDistributions(query: DistributionQuery): Promise<readonly DistributionRow[]>;
  /** Peak of observations per second over the buckets of the finest resolution that covers the range; `null` without data. */
  loadPeakRate(
    query: Pick<DistributionQuery, 'app' | 'fromMs' | 'toMs' | 'filter'> & { metric: string },
  ): Promise<number | null>;
  loadFreshness(): Promise<readonly Freshness[]>;
  /** Distinct values of a dimension, most frequent first. */
  loadDimensionValues(query: {
    app: string;
    dimension: Dimension;
    fromMs: number;
    toMs: number;
    limit: number;
  }): Promise<readonly string[]>;
  /** Newest transition of every alert of every app. */
  loadAlertStates(): Promise<readonly AlertTransition[]>;
  loadAlertHistory(query: {
    app: string;
    fromMs: number;
    toMs: number;
    limit: number;
  }): Promise<readonly AlertTransition[]>;
  close(): Promise<void>;
}
