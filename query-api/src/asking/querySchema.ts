import { z } from '@hono/zod-openapi';
import type { Dimension, Filter, Group } from '@paceline/storage';
import { DIMENSIONS } from '@paceline/storage';
import { DEFAULT_RANGE, LONGEST_RANGE_DAYS } from './parseRange.ts';
import { TIME_FORMS } from './parseTime.ts';

/** The query parameters of a route. One that is not among them is refused, and the allowed ones are named. */
export function querySchema<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const allowed = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown parameter ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}; allowed: ${allowed}`
        : undefined,
  });
}

/** @param missing What to say when the parameter is not there. */
const text = (missing?: string) =>
  z
    .string({ error: (issue) => (Array.isArray(issue.input) ? 'give it once' : missing) })
    .max(256, 'at most 256 characters');

/** A parameter that may be left out. */
export const optionalText = (description: string, example?: string) =>
  text()
    .optional()
    .openapi({ description, ...(example !== undefined && { example }) });

/** A parameter that may not. @param missing What to say when it is not there, or empty. */
export const requiredText = (missing: string, description: string, example: string) =>
  text(missing).min(1, missing).openapi({ description, example });

export const appParameter = requiredText(
  'name an app; /api/v1/apps lists them',
  'A configured app, see /api/v1/apps',
  'shop',
);

export const rangeParameters = {
  from: optionalText(
    `Start, inclusive: ${TIME_FORMS}. Default ${DEFAULT_RANGE.from}. At most ${LONGEST_RANGE_DAYS} days before the end`,
    'now-1h',
  ),
  to: optionalText(`End, exclusive, in the same forms. Default ${DEFAULT_RANGE.to}`, 'now'),
};

const narrowing = (what: string, example?: string) =>
  optionalText(`Only ${what}; empty or absent: all`, example);

export const filterParameters = {
  environment: narrowing('this environment', 'production'),
  release: narrowing('this release', '1.4.0'),
  route: narrowing('this route template', '/orders/:id'),
};

/** How a caller writes the value that is not known, as an empty parameter narrows nothing. */
export const UNKNOWN_VALUE = '(unknown)';
/** Values of one dimension in a filter, at most. */
const MOST_FILTER_VALUES = 100;

/** A parameter that may be given several times: one of its values has to fit. */
const narrowingToAny = (what: string, example?: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .refine(
      (given) => [given].flat().length <= MOST_FILTER_VALUES,
      `give it at most ${MOST_FILTER_VALUES} times`,
    )
    .refine((given) => [given].flat().every((value) => value.length <= 256), 'at most 256 characters each')
    .optional()
    .openapi({
      type: 'array',
      items: { type: 'string' },
      description: `Only ${what}; repeat it for one of several. Empty or absent: all; ${UNKNOWN_VALUE}: what is not known`,
      ...(example !== undefined && { example: [example] }),
    });

export const dimensionParameters = {
  environment: narrowingToAny('this environment', 'production'),
  release: narrowingToAny('this release', '1.4.0'),
  route: narrowingToAny('this route template', '/orders/:id'),
  subject: narrowingToAny('this subject: a query, a model, a cache, a pool, a method, an error'),
  source: narrowingToAny('this source: browser, node, synthetic or lab', 'node'),
  device: narrowingToAny('this kind of device', 'mobile'),
  browser: narrowingToAny('this browser'),
  country: narrowingToAny('this country (ISO 3166-1 alpha-2)', 'DE'),
  connection: narrowingToAny('this effective connection type', '4g'),
  layer: narrowingToAny('this cache layer', 'redis'),
  statusClass: narrowingToAny('this class of status: 2xx to 5xx, or failed', '5xx'),
  instance: narrowingToAny('this server instance'),
} satisfies Record<Dimension, unknown>;

/** The dimensions that a question narrows to, by one value each. */
export function toGroup(asked: { readonly [Name in Dimension]?: string | undefined }): Group {
  return Object.fromEntries(
    DIMENSIONS.flatMap((name) => {
      const value = asked[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** The dimensions that a question narrows to, by any of several values each. */
export function toFilter(asked: {
  readonly [Name in Dimension]?: string | readonly string[] | undefined;
}): Filter {
  return Object.fromEntries(
    DIMENSIONS.flatMap((name) => {
      const given = [asked[name] ?? ''].flat().filter((value) => value !== '');
      const values = [...new Set(given.map((value) => (value === UNKNOWN_VALUE ? '' : value)))];
      return values.length === 0 ? [] : [[name, values.length === 1 ? values[0] : values.toSorted()]];
    }),
  );
}
