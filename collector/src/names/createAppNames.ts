import type { Limits } from '@paceline/protocol';
import { createNameTable, type NameTable } from './createNameTable.ts';

/** The names of one app that rows are kept apart by, each kind bounded by itself. */
export interface AppNames {
  readonly routes: NameTable;
  readonly releases: NameTable;
  readonly environments: NameTable;
  readonly instances: NameTable;
  readonly browsers: NameTable;
  readonly systems: NameTable;
  readonly connections: NameTable;
  readonly methods: NameTable;
  readonly databases: NameTable;
  /** Database and operation together. */
  readonly operations: NameTable;
  readonly caches: NameTable;
  /** Models and indexes. */
  readonly models: NameTable;
  readonly pools: NameTable;
  readonly errors: NameTable;
  readonly fingerprints: NameTable;
  readonly customMetrics: NameTable;
}

export function createAppNames(limits: Limits): AppNames {
  const table = (limit: keyof Limits) => createNameTable(limits, limit);
  return {
    routes: table('routesPerApp'),
    releases: table('releasesPerApp'),
    environments: table('environmentsPerApp'),
    instances: table('instancesPerApp'),
    browsers: table('valuesPerApp'),
    systems: table('valuesPerApp'),
    connections: table('valuesPerApp'),
    methods: table('valuesPerApp'),
    databases: table('valuesPerApp'),
    operations: table('subjectsPerApp'),
    caches: table('subjectsPerApp'),
    models: table('subjectsPerApp'),
    pools: table('subjectsPerApp'),
    errors: table('subjectsPerApp'),
    fingerprints: table('subjectsPerApp'),
    customMetrics: table('customMetricsPerApp'),
  };
}
