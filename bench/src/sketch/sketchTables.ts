import { randomUUID } from 'node:crypto';
import { createClient } from '@clickhouse/client';
import { binOf, type Distribution } from '@paceline/protocol';
import type { Measured, Shape } from './shapes.ts';
import { DDSKETCH_ACCURACY } from './toSketchFigures.ts';

export const LEVELS = [0.5, 0.75, 0.95, 0.99] as const;
export const SKETCHES = ['bins', 'tdigest', 'ddsketch'] as const;
export type SketchName = (typeof SKETCHES)[number];

const TDIGEST = `quantilesTDigest(${LEVELS.join(', ')})`;
const DDSKETCH = `quantilesDD(${DDSKETCH_ACCURACY}, ${LEVELS.join(', ')})`;

/** What each rollup holds beside its shape and its bucket; the bins as Paceline's rollups have them. */
const COLUMNS: Readonly<Record<SketchName, string>> = {
  bins: `sketch SimpleAggregateFunction(sumMap, Map(Int16, Float64)) CODEC(ZSTD(1)),
    observations SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    weight SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    value_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    value_min SimpleAggregateFunction(min, Float64) CODEC(ZSTD(1)),
    value_max SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1))`,
  tdigest: `sketch AggregateFunction(${TDIGEST}, Float64) CODEC(ZSTD(1))`,
  ddsketch: `sketch AggregateFunction(${DDSKETCH}, Float64) CODEC(ZSTD(1))`,
};

/** How a rollup is filled from the values of its bucket. The peers have no weights: a value is given to them so many times. */
const FILLS: Readonly<Record<SketchName, string>> = {
  bins: `sumMap(map(bin, weight)), count(), sum(weight), sum(value * weight), min(value), max(value) FROM measured`,
  tdigest: `${TDIGEST.replace('(', 'State(')}(value) FROM measured ARRAY JOIN range(toUInt32(weight)) AS times`,
  ddsketch: `${DDSKETCH.replace('(', 'State(')}(value) FROM measured ARRAY JOIN range(toUInt32(weight)) AS times`,
};

/** How all rollups of a shape are merged and read. */
const READS: Readonly<Record<SketchName, string>> = {
  bins: `sumMap(sketch), toFloat64(sum(observations)), sum(weight), sum(value_sum), min(value_min), max(value_max)`,
  tdigest: `${TDIGEST.replace('(', 'Merge(')}(sketch)`,
  ddsketch: `${DDSKETCH.replace('(', 'Merge(')}(sketch)`,
};

const ROWS_PER_INSERT = 50_000;

/** Tables of each sketch, in a database of their own. */
export interface SketchTables {
  /** Stores the values of a shape, and rolls them up into each sketch, a row a rollup. */
  store(shape: Shape): Promise<void>;
  /** Merges all parts of every table, as the server does in its own time. */
  optimize(): Promise<void>;
  /** Merges all rollups of a shape, and reads the distribution of our bins. */
  readBins(shape: string): Promise<Distribution>;
  /** Merges all rollups of a shape, and reads the quantiles at {@link LEVELS}. */
  readQuantiles(sketch: 'tdigest' | 'ddsketch', shape: string): Promise<readonly number[]>;
  /** Bytes on disk of the sketch itself in one rollup of a shape, on average. */
  bytesPerRollup(sketch: SketchName, shape: string): Promise<number>;
  /** Drops the database. */
  close(): Promise<void>;
}

/** @param url address of ClickHouse, with credentials */
export async function createSketchTables(url: string): Promise<SketchTables> {
  const database = `sketch_${randomUUID().replaceAll('-', '')}`;
  const outside = createClient({ url });
  await outside.command({ query: `CREATE DATABASE ${database} ENGINE = Atomic` });
  const client = createClient({ url, database });
  const command = async (query: string) => void (await client.command({ query }));
  const ask = async (query: string, shape: string): Promise<readonly unknown[]> => {
    const answer = await client.query({ query, query_params: { shape }, format: 'JSONCompactEachRow' });
    const [row] = await answer.json<readonly unknown[]>();
    if (row === undefined) throw new Error(`ClickHouse gave no row for "${query}"`);
    return row;
  };
  await command(`CREATE TABLE measured (bucket UInt32, value Float64, bin Int16, weight Float64)
    ENGINE = MergeTree ORDER BY bucket`);
  for (const sketch of SKETCHES)
    await command(`CREATE TABLE ${sketch} (shape LowCardinality(String), bucket UInt32, ${COLUMNS[sketch]})
      ENGINE = AggregatingMergeTree PARTITION BY shape ORDER BY (shape, bucket)
      SETTINGS min_bytes_for_wide_part = 0, min_rows_for_wide_part = 0`);

  return {
    async store({ name, measured }) {
      await command('TRUNCATE TABLE measured');
      for (let start = 0; start < measured.length; start += ROWS_PER_INSERT)
        await client.insert({
          table: 'measured',
          values: measured.slice(start, start + ROWS_PER_INSERT).map(toRow),
          format: 'JSONCompactEachRow',
          clickhouse_settings: { precise_float_parsing: 1 },
        });
      for (const sketch of SKETCHES)
        await command(`INSERT INTO ${sketch} SELECT '${name}', bucket, ${FILLS[sketch]} GROUP BY bucket`);
    },
    async optimize() {
      for (const sketch of SKETCHES) await command(`OPTIMIZE TABLE ${sketch} FINAL`);
    },
    async readBins(shape) {
      const row = await ask(`SELECT ${READS.bins} FROM bins WHERE shape = {shape:String}`, shape);
      const [weights, events, weight, sum, min, max] = row as [Record<string, number>, ...Five];
      const bins = Object.entries(weights).map(([bin, binWeight]) => [Number(bin), binWeight] as const);
      return { events, weight, sum, min, max, errors: 0, bins: bins.toSorted((a, b) => a[0] - b[0]) };
    },
    async readQuantiles(sketch, shape) {
      const [quantiles] = await ask(
        `SELECT ${READS[sketch]} FROM ${sketch} WHERE shape = {shape:String}`,
        shape,
      );
      return (quantiles as readonly (number | null)[]).map((quantile) => quantile ?? Number.NaN);
    },
    async bytesPerRollup(sketch, shape) {
      const [bytes] = await ask(
        `SELECT sum(column_bytes_on_disk) / sum(rows) FROM system.parts_columns WHERE active
          AND database = '${database}' AND table = '${sketch}' AND column = 'sketch' AND partition = {shape:String}`,
        shape,
      );
      return Number(bytes);
    },
    async close() {
      await client.close();
      await outside.command({ query: `DROP DATABASE ${database}` });
      await outside.close();
    },
  };
}

type Five = [events: number, weight: number, sum: number, min: number, max: number];

function toRow({ rollup, value, weight }: Measured): readonly number[] {
  return [rollup, value, binOf(value), weight];
}
