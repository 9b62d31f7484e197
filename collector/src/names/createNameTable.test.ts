import { DEFAULT_LIMITS, type Limits } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { createNameTable, OTHER } from './createNameTable.ts';

const at = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

function aTable(routesPerApp: number) {
  const table = createNameTable({ ...DEFAULT_LIMITS, routesPerApp }, 'routesPerApp');
  return (name: string, when = at) => {
    const limitHits: (keyof Limits)[] = [];
    const folded = table.fold(name, when, limitHits);
    expect(limitHits).toEqual(folded === name ? [] : ['routesPerApp']);
    return folded;
  };
}

describe('createNameTable', () => {
  it('folds a new name into (other) once the app has as many as allowed, and keeps the known ones', () => {
    const fold = aTable(2);
    expect(['/a', '/b', '/c', '/a', '/b'].map((name) => fold(name))).toEqual(['/a', '/b', OTHER, '/a', '/b']);
  });

  it('does not count (other) that a sender names itself', () => {
    const fold = aTable(1);
    expect([OTHER, '/a', OTHER, '/b'].map((name) => fold(name))).toEqual([OTHER, '/a', OTHER, OTHER]);
  });

  it('takes names of prototypes for names', () => {
    const fold = aTable(1);
    expect(fold('__proto__')).toBe('__proto__');
    expect(fold('constructor')).toBe(OTHER);
  });

  it('lets a name that nobody used for a day make room for a new one, and no other', () => {
    const fold = aTable(2);
    fold('/old');
    fold('/used');
    fold('/used', at + DAY_MS);
    expect(fold('/new', at + DAY_MS + 1)).toBe('/new');
    expect(fold('/newer', at + DAY_MS + 1)).toBe(OTHER);
    expect(fold('/used', at + DAY_MS + 1)).toBe('/used');
    expect(fold('/old', at + DAY_MS + 1)).toBe(OTHER);
  });
});
