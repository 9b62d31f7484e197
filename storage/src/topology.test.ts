import { describe, expect, it } from 'vitest';

import { CLUSTER, clusterStatements } from '../test/clusterStatements.ts';
import { SHARDED_TABLES, toTopology } from './topology.ts';

const statements = clusterStatements().map((statement) => statement.replaceAll(/--.*$/gm, ''));
const creating = statements.filter((statement) => /\bCREATE (OR REPLACE )?TABLE\b/.test(statement));
const views = statements.filter((statement) => statement.includes('MATERIALIZED VIEW'));

describe('a schema on a cluster', () => {
  it('is made on every server', () => {
    for (const statement of statements) expect(statement).toContain(`ON CLUSTER '${CLUSTER}'`);
  });

  it('has replicated tables only, whose blocks are deduplicated on all replicas', () => {
    const kept = creating.filter((statement) => !statement.includes('Distributed'));
    expect(kept.length).toBeGreaterThan(12);
    for (const statement of kept) expect(statement).toMatch(/ENGINE = Replicated\w*MergeTree/);
    expect(statements.join('\n')).not.toContain('non_replicated_deduplication_window');
  });

  it('has all views between local tables, so that a shard rolls up its own rows', () => {
    expect(views.length).toBeGreaterThan(7);
    for (const view of views) {
      expect(view).toMatch(/ TO \w+_local AS/);
      expect(view).toMatch(/\nFROM \w+_local\b/);
    }
  });

  it('reaches every local table through a distributed one', () => {
    const locals = creating.flatMap(
      (statement) => /TABLE IF NOT EXISTS (\w+)_local\b/.exec(statement)?.[1] ?? [],
    );
    expect(locals.toSorted()).toEqual(Object.keys(SHARDED_TABLES).toSorted());
    for (const table of locals) {
      const distributed = creating.find((statement) =>
        statement.includes(`CREATE OR REPLACE TABLE ${table} ON`),
      );
      expect(distributed).toContain(`AS ${table}_local`);
      expect(distributed).toContain(`currentDatabase(), '${table}_local'`);
    }
  });

  it('keeps what decides about the schema, and what was deleted, on every server, not by shards', () => {
    const everywhere = creating.filter((statement) => statement.includes("'{shard}-{replica}'"));
    const names = everywhere.map((statement) => /IF NOT EXISTS (\w+)/.exec(statement)?.[1]);
    expect(new Set(names)).toEqual(new Set(['cutovers', 'deletions', 'schema_migrations']));
  });
});

describe('toTopology', () => {
  it('refuses the name of a cluster that would need quotes', () => {
    expect(() => toTopology("a' OR 1")).toThrow(RangeError);
  });

  it('leaves one server as it is', () => {
    expect(toTopology(undefined).localNameOf('errors')).toBe('errors');
    expect(toTopology('c').localNameOf('errors')).toBe('errors_local');
  });
});
