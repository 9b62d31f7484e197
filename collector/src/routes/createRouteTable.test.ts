import { describe, expect, it } from 'vitest';
import { createRouteTable, OTHER_ROUTE } from './createRouteTable.ts';

const at = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;
const aTable = (routesPerApp: number) => createRouteTable({ routesPerApp, routeLength: 256 });

describe('createRouteTable', () => {
  it('folds a new route into (other) once the app has as many as allowed, and keeps the known ones', () => {
    const table = aTable(2);
    expect(table.name('/a/1', at)).toEqual({ route: '/a/:id', folded: false });
    expect(table.name('/b', at)).toEqual({ route: '/b', folded: false });
    expect(table.name('/c', at)).toEqual({ route: OTHER_ROUTE, folded: true });
    expect(table.name('/a/2', at)).toEqual({ route: '/a/:id', folded: false });
    expect(table.name('/b', at)).toEqual({ route: '/b', folded: false });
  });

  it('does not count (other) that a sender names itself as a route', () => {
    const table = aTable(1);
    expect(table.name(OTHER_ROUTE, at)).toEqual({ route: OTHER_ROUTE, folded: false });
    expect(table.name('/a', at).folded).toBe(false);
  });

  it('bounds names in parentheses too', () => {
    const table = aTable(1);
    expect(table.name('(unmatched)', at).route).toBe('(unmatched)');
    expect(table.name('(invented)', at).folded).toBe(true);
  });

  it('lets a route that nobody used for a day make room for a new one, and no other', () => {
    const table = aTable(2);
    table.name('/old', at);
    table.name('/used', at);
    table.name('/used', at + DAY_MS);
    expect(table.name('/new', at + DAY_MS + 1).folded).toBe(false);
    expect(table.name('/newer', at + DAY_MS + 1).folded).toBe(true);
    expect(table.name('/used', at + DAY_MS + 1).folded).toBe(false);
    expect(table.name('/old', at + DAY_MS + 1).folded).toBe(true);
  });
});
