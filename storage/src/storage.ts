import type { Distribution, ErrorReport, Measurement } from '@paceline/protocol';

import type { Deletions } from './deletion/deletion.ts';
import type { DimensionValuesQuery } from './dimensionValues.ts';
import type { Exports } from './export/createExports.ts';
import type { RawReads } from './raw/createRawReads.ts';

export const RESOLUTIONS = ['10s', '1m', '1h'] as const;
/** Width of a bucket of the rollups of all dimensions. */
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

/** One value of each named dimension; the empty text is what is not known. */
export type Group = { readonly [Name in Dimension]?: string };

/** Each named dimension must have the value, or one of the values. Dimensions that are not named do not narrow. */
export type Filter = { readonly [Name in Dimension]?: string | readonly string[] };

export interface DistributionQuery {
  readonly app: string;
  readonly metrics: readonly string[];
  /**
   * Epoch milliseconds, `from` inclusive, `to` exclusive; rounded outwards to buckets. Without a step: of 10 seconds for
   * ranges of at most 6 hours, of a minute for at most 7 days, of an hour beyond, and coarser where finer rows are no
   * longer kept. With a step: of the coarsest resolution that divides it. `coveredRange` says what is really covered.
   */
  readonly fromMs: number;
  readonly toMs: number;
  readonly filter: Filter;
  /** Split by these dimensions. */
  readonly groupBy?: readonly Dimension[];
  /**
   * Only these groups are told apart: all others are one group, which names no dimension. Each names every dimension of
   * `groupBy`. Absent: all are told apart.
   */
  readonly apart?: readonly Group[];
  /**
   * Split by time: width of a point, a multiple of a resolution; points begin at its multiples since the epoch.
   * Absent: one distribution for the whole range.
   */
  readonly stepSeconds?: number;
  /** Whether bins are needed (for quantiles and shares). */
  readonly withBins: boolean;
}

/** What the busiest bucket is looked for in. */
export interface PeakQuery extends Pick<DistributionQuery, 'app' | 'fromMs' | 'toMs' | 'filter'> {
  readonly metric: string;
  /**
   * Width of a bucket. Default: the finest that still covers the range and has at most 20,000 buckets in it (10 seconds for up to
   * 2 days).
   */
  readonly resolution?: Resolution;
}

export interface DistributionRow {
  readonly metric: string;
  /** Start of the point, epoch seconds; 0 without `stepSeconds`. */
  readonly atSeconds: number;
  /** Values of the dimensions of `groupBy`; none for what is not told apart. */
  readonly group: Group;
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
  /**
   * Epoch milliseconds of the newest insert; `null` when there is none. Moves when an insert is in every table, and may
   * move, as may `storedEvents`, while it is on its way.
   */
  readonly newestStoredAt: number | null;
}

/**
 * ClickHouse as Paceline uses it. Every method throws {@link StorageError} when the server refuses
 * or cannot be reached.
 */
export interface Storage extends RawReads, Deletions, Exports {
  /** Whether ClickHouse answers a query now, with these credentials. Never throws. */
  ping(): Promise<boolean>;
  /**
   * Brings the schema to the newest version, and retention to what was configured; safe when several processes start
   * together. `applied` names the migrations that ran, in order.
   */
  migrate(): Promise<{ readonly applied: readonly string[] }>;
  /**
   * Inserts a block exactly once: a second insert with the same token changes nothing, in rollups too, also after the first
   * one failed half-way. Holds for the newest 10,000 parts of each table; retry with the same rows in the same order.
   *
   * The rows are read once, at once, and not kept.
   *
   * @throws {StorageError} `rejected-rows` with their indexes, and then nothing is stored
   */
  insertMeasurements(rows: Iterable<Measurement>, token: string): Promise<void>;
  /** Exactly once by token, like {@link insertMeasurements}. */
  insertErrors(rows: readonly ErrorReport[], token: string): Promise<void>;
  /** A second one with the same id changes nothing, ever: the first is what is read. */
  insertAlertTransition(transition: AlertTransition): Promise<void>;
  /**
   * Distributions of what was measured, in ascending order of metric, point and dimensions. What nothing measured has no row.
   *
   * @throws {RangeError} when the step is not a multiple of a resolution
   */
  loadDistributions(query: DistributionQuery): Promise<readonly DistributionRow[]>;
  /** Weight per second in the busiest bucket; `null` without measurements. */
  loadPeakRate(query: PeakQuery): Promise<number | null>;
  /**
   * Once neither figure of an app moves any more, the other methods read all of it: who reads again after every move is never
   * left with less than what is there.
   */
  loadFreshness(): Promise<readonly Freshness[]>;
  /** Distinct known values of a dimension: those that begin with what is searched for first, then the most frequent. */
  loadDimensionValues(query: DimensionValuesQuery): Promise<readonly string[]>;
  /** Newest transition of every alert of every app. */
  loadAlertStates(): Promise<readonly AlertTransition[]>;
  /** Newest first. */
  loadAlertHistory(query: {
    app: string;
    fromMs: number;
    toMs: number;
    limit: number;
  }): Promise<readonly AlertTransition[]>;
  /** Gives the connections back. */
  close(): Promise<void>;
}
