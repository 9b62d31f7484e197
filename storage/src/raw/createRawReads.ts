import type { ClickHouse } from '../clickHouse.ts';
import type { SqlTexts } from '../sqlText.ts';
import {
  type ErrorGroupRow,
  type ErrorGroups,
  type ErrorGroupsQuery,
  type ErrorPartRow,
  toErrorGroups,
  toErrorGroupsQuery,
  toErrorPartsQuery,
} from './errorGroups.ts';
import {
  type ErrorReportRow,
  type ErrorReportsQuery,
  type StoredErrorReport,
  toErrorReportsQuery,
  toStoredErrorReport,
} from './errorReports.ts';
import { type Sample, type SampleQuery, toSample, toSamplesQuery } from './samples.ts';

/** Questions that single rows answer, for as long as those are kept. */
export interface RawReads {
  /** Single measurements of a metric, in the order asked for. */
  loadSamples(query: SampleQuery): Promise<readonly Sample[]>;
  /** A page of errors that are alike. */
  loadErrorGroups(query: ErrorGroupsQuery): Promise<ErrorGroups>;
  /** Reports of one group of errors, newest first. */
  loadErrorReports(query: ErrorReportsQuery): Promise<readonly StoredErrorReport[]>;
}

export function createRawReads({
  clickHouse,
  sql,
}: {
  readonly clickHouse: Pick<ClickHouse, 'query'>;
  readonly sql: SqlTexts;
}): RawReads {
  /** The groups that there are, for a page beyond the last. */
  async function countGroups(query: ErrorGroupsQuery): Promise<number> {
    if (query.offset === 0) return 0;
    const [first] = await clickHouse.query<ErrorGroupRow>(
      'count groups of errors',
      toErrorGroupsQuery(sql, { ...query, limit: 1, offset: 0 }),
    );
    return first?.[6] ?? 0;
  }

  return {
    loadSamples: async (query) => {
      const rows = await clickHouse.query<Parameters<typeof toSample>[0]>(
        'load samples',
        toSamplesQuery(sql, query),
      );
      return rows.map(toSample);
    },

    loadErrorGroups: async (query) => {
      const groups = await clickHouse.query<ErrorGroupRow>(
        'load groups of errors',
        toErrorGroupsQuery(sql, query),
      );
      const [first] = groups;
      if (first === undefined) return { total: await countGroups(query), groups: [] };
      const parts = await clickHouse.query<ErrorPartRow>(
        'load the parts of groups of errors',
        toErrorPartsQuery(sql, query, groups),
      );
      return { total: first[6], groups: toErrorGroups(groups, parts) };
    },

    loadErrorReports: async (query) => {
      const rows = await clickHouse.query<ErrorReportRow>(
        'load reports of an error',
        toErrorReportsQuery(sql, query),
      );
      return rows.map(toStoredErrorReport);
    },
  };
}
