import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { clusterStatements } from './clusterStatements.ts';

describe('a statement for a cluster', () => {
  let client: ClickHouseClient;
  beforeAll(() => {
    client = createClient({ url: inject('clickhouseUrl') });
  });
  afterAll(() => client.close());

  it.each(clusterStatements().map((statement) => [statement.trim().slice(0, 90), statement]))(
    'is understood by ClickHouse: %s',
    async (_, statement) => {
      const answer = await client.query({ query: `EXPLAIN AST ${statement}`, format: 'TabSeparated' });
      expect(await answer.text()).toMatch(/^(CreateQuery|AlterQuery|DropQuery)/);
    },
  );
});
