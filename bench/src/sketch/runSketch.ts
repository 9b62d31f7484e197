import { estimateQuantile } from '@paceline/statistics';
import { rounded } from '../rounded.ts';
import { exactQuantiles } from './exactQuantiles.ts';
import { createShapes, type Shape, type ShapeSizes } from './shapes.ts';
import { isBeyondOurBound, ourError, peerError, type SketchCase } from './sketchCase.ts';
import { createSketchTables, LEVELS, SKETCHES, type SketchName, type SketchTables } from './sketchTables.ts';
import { median, toSketchFigures } from './toSketchFigures.ts';

/** The shape whose rollups are weighed, and read against the clock. */
const BUSY_SHAPE = 'lognormal';
/** The shape of a route that is hardly used; most rollups are like it. */
const SPARSE_SHAPE = 'sparse';

export interface SketchOptions {
  /** Address of ClickHouse, with credentials. */
  readonly clickhouseUrl: string;
  readonly sizes: ShapeSizes;
  /** How often each sketch is read for its time. */
  readonly reads: number;
  readonly onShape?: (line: string) => void;
}

export interface SketchResult {
  readonly cases: readonly SketchCase[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Rolls every shape up in ClickHouse with each sketch, merges all its rollups, and holds what is read against the values. */
export async function runSketch(options: SketchOptions): Promise<SketchResult> {
  const shapes = createShapes(options.sizes);
  const tables = await createSketchTables(options.clickhouseUrl);
  try {
    for (const shape of shapes) await tables.store(shape);
    await tables.optimize();
    const cases: SketchCase[] = [];
    for (const shape of shapes) {
      const ofShape = await readCases(tables, shape);
      options.onShape?.(toLine(shape, ofShape));
      cases.push(...ofShape);
    }
    return {
      cases,
      figures: {
        ...toSketchFigures(cases),
        rollups: options.sizes.rollups,
        valuesPerRollup: options.sizes.busy,
        ...(await weigh(tables)),
        ...(await measureReads(tables, options.reads)),
      },
    };
  } finally {
    await tables.close();
  }
}

async function readCases(tables: SketchTables, { name, measured }: Shape): Promise<readonly SketchCase[]> {
  const distribution = await tables.readBins(name);
  const tdigest = await tables.readQuantiles('tdigest', name);
  const ddsketch = await tables.readQuantiles('ddsketch', name);
  return exactQuantiles(measured, LEVELS).map((exact, index) => {
    const q = LEVELS[index] ?? Number.NaN;
    const ours = estimateQuantile(distribution, q);
    if (ours === null) throw new Error(`there is no distribution of ${name}`);
    const peers = { tdigest: tdigest[index] ?? Number.NaN, ddsketch: ddsketch[index] ?? Number.NaN };
    return { shape: name, q, exact, ours, ...peers };
  });
}

async function weigh(tables: SketchTables): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const sketch of SKETCHES) {
    figures[figureOf(sketch, 'BytesPerRollup')] = rounded(await tables.bytesPerRollup(sketch, BUSY_SHAPE));
    figures[figureOf(sketch, 'SparseBytesPerRollup')] = rounded(
      await tables.bytesPerRollup(sketch, SPARSE_SHAPE),
    );
  }
  return figures;
}

/** Every sketch in turn, so that what else the machine does meets all of them. Ours is read in TypeScript: that is included. */
async function measureReads(tables: SketchTables, reads: number): Promise<Record<string, number>> {
  const readers: Readonly<Record<SketchName, () => Promise<unknown>>> = {
    bins: async () => {
      const distribution = await tables.readBins(BUSY_SHAPE);
      return LEVELS.map((q) => estimateQuantile(distribution, q));
    },
    tdigest: () => tables.readQuantiles('tdigest', BUSY_SHAPE),
    ddsketch: () => tables.readQuantiles('ddsketch', BUSY_SHAPE),
  };
  const times: Record<SketchName, number[]> = { bins: [], tdigest: [], ddsketch: [] };
  for (let read = 0; read < reads; read += 1)
    for (const sketch of SKETCHES) {
      const startedAt = performance.now();
      await readers[sketch]();
      times[sketch].push(performance.now() - startedAt);
    }
  return Object.fromEntries(
    SKETCHES.map((sketch) => [figureOf(sketch, 'QueryMs'), rounded(median(times[sketch]))]),
  );
}

/** Ours have no prefix. */
function figureOf(sketch: SketchName, figure: string): string {
  return sketch === 'bins' ? `${figure.charAt(0).toLowerCase()}${figure.slice(1)}` : `${sketch}${figure}`;
}

function toLine({ name, measured }: Shape, cases: readonly SketchCase[]): string {
  const worst = (errorOf: (one: SketchCase) => number) => {
    const error = Math.max(...cases.map((one) => errorOf(one)));
    return `${(100 * error).toFixed(3)} %`.padStart(12);
  };
  const beyond = cases.filter((one) => isBeyondOurBound(one)).length;
  return [
    `${name.padEnd(12)} ${String(measured.length).padStart(8)} values; worst error:`,
    `bins ${worst(ourError)}, t-digest ${worst((one) => peerError(one, one.tdigest))},`,
    `DDSketch ${worst((one) => peerError(one, one.ddsketch))}; beyond our bound: ${beyond}`,
  ].join(' ');
}
