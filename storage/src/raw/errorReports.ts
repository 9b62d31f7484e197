import { fillTemplate } from '../fillTemplate.ts';
import type { BoundQuery } from '../distributionQuery.ts';
import type { SqlTexts } from '../sqlText.ts';
import { type ErrorRange, toErrorConditions } from './errorGroups.ts';

export interface ErrorReportsQuery extends ErrorRange {
  readonly fingerprint: string;
  readonly limit: number;
}

/** One stored report of an error, with its texts. */
export interface StoredErrorReport {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly environment: string;
  readonly release: string;
  readonly route: string;
  readonly source: string;
  readonly weight: number;
  readonly traceId: string;
  readonly sessionId: string;
  readonly batchId: string;
  readonly eventIndex: number;
}

export type ErrorReportRow = readonly [
  at: number,
  kind: string,
  name: string,
  message: string,
  stack: string,
  environment: string,
  release: string,
  route: string,
  source: string,
  weight: number,
  traceId: string,
  sessionId: string,
  batchId: string,
  eventIndex: number,
];

/** The query that {@link toStoredErrorReport} reads the rows of. */
export function toErrorReportsQuery(sql: SqlTexts, query: ErrorReportsQuery): BoundQuery {
  const { text, parameters } = toErrorConditions(query);
  return {
    text: fillTemplate(sql.query('error_reports'), { conditions: text }),
    parameters: { ...parameters, fingerprint: query.fingerprint, limit: query.limit },
  };
}

/** The report of a stored row. */
export function toStoredErrorReport(row: ErrorReportRow): StoredErrorReport {
  const [at, kind, name, message, stack, environment, release, route, source, weight, ...ids] = row;
  const [traceId, sessionId, batchId, eventIndex] = ids;
  return {
    at,
    kind,
    name,
    message,
    stack,
    environment,
    release,
    route,
    source,
    weight,
    traceId,
    sessionId,
    batchId,
    eventIndex,
  };
}
