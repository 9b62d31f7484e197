/** Name of a cluster that needs no quotes. */
const CLUSTER_NAME = /^[A-Za-z_][\w-]{0,127}$/;

/** Path in Keeper without the shard, so that every server has every row. */
const EVERYWHERE = `'/clickhouse/paceline/{database}/{table}', '{shard}-{replica}'`;

/** How tables are spread: on one server, or over the shards and replicas of a cluster. */
export interface Topology {
  /** Name of the cluster in ClickHouse's `remote_servers`; `undefined` for one server. */
  readonly cluster: string | undefined;
  /** What migrations and queries say differently on a cluster, by the names of their `{{fragments}}`. */
  readonly fragments: Readonly<Record<string, string>>;
  /** The table that has the rows, on each server: what is altered, and what views hang on. */
  localNameOf(table: string): string;
}

/**
 * One server when `cluster` is undefined. On a cluster every statement runs `ON CLUSTER`; rows are in `<table>_local`, replicated
 * within its shard, and `<table>` is `Distributed` over all shards. ClickHouse's macros `{shard}` and `{replica}` must be set
 * on every server, as its documentation has it.
 *
 * @throws {RangeError} when the cluster's name would need quotes
 */
export function toTopology(cluster: string | undefined): Topology {
  if (cluster === undefined) {
    return {
      cluster,
      fragments: {
        local: '',
        on_cluster: '',
        replicated: '',
        everywhere: 'MergeTree',
        everywhere_replacing: 'ReplacingMergeTree(applied_at)',
        deduplication_window: 'non_replicated_deduplication_window',
      },
      localNameOf: (table) => table,
    };
  }
  if (!CLUSTER_NAME.test(cluster)) throw new RangeError(`Not a name of a cluster: "${cluster}"`);
  return {
    cluster,
    fragments: {
      local: '_local',
      on_cluster: ` ON CLUSTER '${cluster}'`,
      replicated: 'Replicated',
      everywhere: `ReplicatedMergeTree(${EVERYWHERE})`,
      everywhere_replacing: `ReplicatedReplacingMergeTree(${EVERYWHERE}, applied_at)`,
      deduplication_window: 'replicated_deduplication_window',
    },
    localNameOf: (table) => `${table}_local`,
  };
}

/**
 * Tables that are spread over shards, with what decides the shard of an inserted row; `null` for those that are only filled
 * by views. It has to be the same for a row whenever it comes, so that a block that is tried again is known by its token on
 * every shard; and for all rows that a rollup merges, so that they meet.
 */
export const SHARDED_TABLES: Readonly<Record<string, string | null>> = {
  measurements: 'cityHash64(app, metric, environment, route, subject, device, country, instance)',
  rollup_10s: null,
  rollup_1m: null,
  rollup_1h: null,
  slices_10s: null,
  slices_1m: null,
  slices_1h: null,
  slices_1d: null,
  freshness: 'cityHash64(app)',
  errors: 'cityHash64(app, fingerprint)',
  alert_transitions: 'cityHash64(id)',
};
