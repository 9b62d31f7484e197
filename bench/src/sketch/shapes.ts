import { binLowerEdge } from '@paceline/protocol';
import { createRandom } from '../createRandom.ts';

/** What a rollup gathers: values, and how many observations each stands for. */
export interface Measured {
  readonly rollup: number;
  readonly value: number;
  readonly weight: number;
}

/** A kind of values, and how they are spread over rollups. */
export interface Shape {
  readonly name: string;
  /** In their order; the same in every run. */
  readonly measured: readonly Measured[];
}

export interface ShapeSizes {
  /** Rollups of each shape; but for `few`, which has one a value. */
  readonly rollups: number;
  /** Values a rollup of the shapes that stand for busy routes. */
  readonly busy: number;
  /** Values a rollup of the others. */
  readonly quiet: number;
}

type Random = () => number;
type Draw = (random: Random) => number;

const normal: Draw = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const logNormal: Draw = (random) => Math.exp(4 + 0.8 * normal(random));
const pick = (items: readonly number[]): Draw => {
  return (random) => items[Math.floor(random() * items.length)] ?? Number.NaN;
};

/** A value at the lower edge of one of 50 bins, or the next number above or below. */
const atEdge: Draw = (random) => {
  const edge = binLowerEdge(200 + Math.floor(random() * 50));
  return edge * (1 + pick([-1, 0, 1])(random) * Number.EPSILON);
};

const BUSY: Readonly<Record<string, Draw>> = {
  lognormal: logNormal,
  bimodal: (random) => Math.abs(random() < 0.8 ? 2 + 0.3 * normal(random) : 300 + 60 * normal(random)),
  // Without a variance.
  pareto: (random) => 10 / (1 - random()) ** (1 / 1.1),
};

const QUIET: Readonly<Record<string, Draw>> = {
  constant: () => 123.456,
  edges: atEdge,
  topOfBins: (random) => binLowerEdge(200 + Math.floor(random() * 50)) * 1.019_99,
  hugeRange: (random) => 10 ** (-9 + 21 * random()),
  zeros: (random) => (random() < 0.6 ? 0 : logNormal(random)),
  negative: (random) => 100 * normal(random) - 100,
  duplicates: pick([1, 2, 5, 10, 100]),
  wholeMs: (random) => Math.round(5 + 20 * random()),
  outliers: (random) => (random() < 0.006 ? 1e15 * (1 + random()) : 10 + random()),
};

const FEW = [1, 2, 3, 5, 10, 20];

/** Every shape that the sketches are held against. */
export function createShapes({ rollups, busy, quiet }: ShapeSizes): readonly Shape[] {
  const spread = (draw: Draw, name: string, perRollup: (random: Random) => number): Shape => {
    const random = createRandom(seedOf(name));
    const measured: Measured[] = [];
    for (let rollup = 0; rollup < rollups; rollup += 1) {
      const count = perRollup(random);
      for (let index = 0; index < count; index += 1)
        measured.push({ rollup, value: draw(random), weight: 1 });
    }
    return { name, measured };
  };
  const shapes = [
    ...Object.entries(BUSY).map(([name, draw]) => spread(draw, name, () => busy)),
    ...Object.entries(QUIET).map(([name, draw]) => spread(draw, name, () => quiet)),
    spread(logNormal, 'sparse', (random) => 1 + Math.floor(3 * random())),
  ];
  return [
    ...shapes,
    toSorted(
      spread(logNormal, 'sorted', () => quiet),
      quiet,
    ),
    toSampled(spread(logNormal, 'sampled', () => quiet)),
    ...FEW.map(toFew),
  ];
}

/** Ascending over all rollups, as if every minute were slower than the one before. */
function toSorted({ name, measured }: Shape, perRollup: number): Shape {
  const values = measured.map(({ value }) => value).toSorted((a, b) => a - b);
  return {
    name,
    measured: values.map((value, index) => ({ rollup: Math.floor(index / perRollup), value, weight: 1 })),
  };
}

/** Half of the values stand for ten, as from an app that sends one in ten. */
function toSampled({ name, measured }: Shape): Shape {
  return { name, measured: measured.map((one, index) => ({ ...one, weight: index % 2 === 0 ? 10 : 1 })) };
}

/** So many values altogether, each in a rollup of its own. */
function toFew(count: number): Shape {
  const random = createRandom(count);
  return {
    name: `few${count}`,
    measured: Array.from({ length: count }, (_, rollup) => ({ rollup, value: logNormal(random), weight: 1 })),
  };
}

function seedOf(name: string): number {
  return Array.from(name).reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 7) % 2 ** 32;
}
