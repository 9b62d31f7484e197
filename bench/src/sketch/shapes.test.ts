import { describe, expect, it } from 'vitest';
import { createShapes } from './shapes.ts';

const SIZES = { rollups: 50, busy: 20, quiet: 5 };

describe('createShapes', () => {
  it('gives the same values in every run', () => {
    expect(createShapes(SIZES)).toEqual(createShapes(SIZES));
  });

  it('fills every rollup of every shape, and has names that are theirs alone', () => {
    const shapes = createShapes(SIZES);
    expect(new Set(shapes.map(({ name }) => name)).size).toBe(shapes.length);
    for (const { name, measured } of shapes) {
      const rollups = new Set(measured.map(({ rollup }) => rollup));
      expect(rollups.size, name).toBe(name.startsWith('few') ? measured.length : SIZES.rollups);
      for (const { value, weight } of measured) {
        expect(Number.isFinite(value), name).toBe(true);
        expect(Number.isInteger(weight) && weight >= 1, name).toBe(true);
      }
    }
  });

  it('has 1 to 3 values in the rollups of a route that is hardly used', () => {
    const sparse = createShapes(SIZES).find(({ name }) => name === 'sparse')?.measured ?? [];
    const counts = Array.from(
      { length: SIZES.rollups },
      (_, rollup) => sparse.filter((one) => one.rollup === rollup).length,
    );
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBe(3);
  });
});
