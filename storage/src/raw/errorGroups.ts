import type { BoundQuery } from '../distributionQuery.ts';
import { toConditions } from '../distributionQuery.ts';
import { fillTemplate } from '../fillTemplate.ts';
import type { SqlTexts } from '../sqlText.ts';
import type { Filter } from '../storage.ts';

/** Dimensions that are kept with the texts of errors. */
export const ERROR_DIMENSIONS = ['environment', 'release', 'route', 'source'] as const;
export type ErrorFilter = Pick<Filter, (typeof ERROR_DIMENSIONS)[number]>;

/** Which group comes first: the heaviest, or the one that was seen last. */
export const ERROR_ORDERS = ['weight', 'lastSeen'] as const;
export type ErrorOrder = (typeof ERROR_ORDERS)[number];

/** Which errors are asked about. */
export interface ErrorRange {
  readonly app: string;
  /** Epoch milliseconds, `from` inclusive, `to` exclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly filter: ErrorFilter;
}

export interface ErrorGroupsQuery extends ErrorRange {
  /** Only the group of this fingerprint. */
  readonly fingerprint?: string;
  readonly order: ErrorOrder;
  readonly limit: number;
  /** Groups to pass over. */
  readonly offset: number;
  /** Width of a point of the counts over time; points begin at its multiples since the epoch. */
  readonly stepSeconds: number;
}

/** A value, and the weight of the errors that have it. */
export interface WeightOf<Value> {
  readonly value: Value;
  readonly weight: number;
}

/** Errors that are alike. */
export interface ErrorGroup {
  readonly fingerprint: string;
  /** How many errors the reports stand for. */
  readonly weight: number;
  /** Reports that are stored. */
  readonly events: number;
  /** Visits that had it, about (within 1 % or so); 0 where none is known. */
  readonly sessions: number;
  /** Epoch milliseconds. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** As the newest report has it. */
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  /** The heaviest few, heaviest first. */
  readonly routes: readonly WeightOf<string>[];
  readonly releases: readonly WeightOf<string>[];
  /** Weight by start of the point, epoch seconds, ascending; points without errors are left out. */
  readonly points: readonly WeightOf<number>[];
}

export interface ErrorGroups {
  /** Groups that there are, on all pages. */
  readonly total: number;
  readonly groups: readonly ErrorGroup[];
}

const ORDERS: Readonly<Record<ErrorOrder, string>> = {
  weight: 'total_weight DESC, last_seen DESC, fingerprint',
  lastSeen: 'last_seen DESC, total_weight DESC, fingerprint',
};
/** Routes and releases of one group. */
const MOST_VALUES = 5;

/** Rows of the query `error_groups`. */
export type ErrorGroupRow = readonly [
  fingerprint: string,
  weight: number,
  events: number,
  sessions: number,
  firstSeenAt: number,
  lastSeenAt: number,
  total: number,
];

/** Rows of the query `error_parts`. */
export type ErrorPartRow = readonly [
  part: 'newest' | 'route' | 'release' | 'point',
  fingerprint: string,
  values: readonly string[],
  weight: number,
];

/** The conditions of a range of errors. */
export function toErrorConditions({ app, fromMs, toMs, filter }: ErrorRange): BoundQuery {
  const { text, parameters } = toConditions(filter);
  return { text, parameters: { ...parameters, app, from: Math.ceil(fromMs), to: Math.ceil(toMs) } };
}

/** The query that gives {@link ErrorGroupRow}s: a page of groups, without their texts. */
export function toErrorGroupsQuery(sql: SqlTexts, query: ErrorGroupsQuery): BoundQuery {
  const { fingerprint, order, limit, offset } = query;
  const { text, parameters } = toErrorConditions(query);
  const ofOne = fingerprint === undefined ? '' : ' AND fingerprint = {fingerprint:String}';
  return {
    text: fillTemplate(sql.query('error_groups'), { conditions: `${text}${ofOne}`, order: ORDERS[order] }),
    parameters: { ...parameters, limit, offset, ...(fingerprint !== undefined && { fingerprint }) },
  };
}

/** The query that gives the {@link ErrorPartRow}s of a page of groups. */
export function toErrorPartsQuery(
  sql: SqlTexts,
  query: ErrorGroupsQuery,
  groups: readonly ErrorGroupRow[],
): BoundQuery {
  const { text, parameters } = toErrorConditions(query);
  return {
    text: fillTemplate(sql.query('error_parts'), { conditions: text }),
    parameters: {
      ...parameters,
      fingerprints: groups.map(([fingerprint]) => fingerprint),
      last_seen: groups.map(([, , , , , lastSeenAt]) => lastSeenAt),
      step: query.stepSeconds,
      most: MOST_VALUES,
    },
  };
}

/** Puts the groups of a page together. */
export function toErrorGroups(
  rows: readonly ErrorGroupRow[],
  parts: readonly ErrorPartRow[],
): readonly ErrorGroup[] {
  return rows.map(([fingerprint, weight, events, sessions, firstSeenAt, lastSeenAt]) => {
    const own = parts.filter(([, of]) => of === fingerprint);
    const valuesOf = (kind: ErrorPartRow[0]): readonly WeightOf<string>[] =>
      own.flatMap(([part, , [value = ''], ofValue]) => (part === kind ? [{ value, weight: ofValue }] : []));
    const [, , [kind = '', name = '', message = ''] = []] = own.find(([part]) => part === 'newest') ?? [];
    return {
      fingerprint,
      weight,
      events,
      sessions,
      firstSeenAt,
      lastSeenAt,
      kind,
      name,
      message,
      routes: heaviestFirst(valuesOf('route')),
      releases: heaviestFirst(valuesOf('release')),
      points: valuesOf('point')
        .map((point) => ({ value: Number(point.value), weight: point.weight }))
        .toSorted((a, b) => a.value - b.value),
    };
  });
}

function heaviestFirst(values: readonly WeightOf<string>[]): readonly WeightOf<string>[] {
  return values.toSorted((a, b) => b.weight - a.weight || (a.value < b.value ? -1 : 1));
}
