import { z } from '@hono/zod-openapi';
import type { Dimension, Group } from '@paceline/storage';
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

const NAME_AN_APP = 'name an app; /api/v1/apps lists them';

export const appParameter = text(NAME_AN_APP)
  .min(1, NAME_AN_APP)
  .openapi({ description: 'A configured app, see /api/v1/apps', example: 'shop' });

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

export const dimensionParameters = {
  ...filterParameters,
  subject: narrowing('this subject: a query, a model, a cache, a pool, a method, an error'),
  source: narrowing('this source: browser, node, synthetic or lab', 'node'),
  device: narrowing('this kind of device', 'mobile'),
  browser: narrowing('this browser'),
  country: narrowing('this country (ISO 3166-1 alpha-2)', 'DE'),
  connection: narrowing('this effective connection type', '4g'),
  layer: narrowing('this cache layer', 'redis'),
  statusClass: narrowing('this class of status: 2xx to 5xx, or failed', '5xx'),
  instance: narrowing('this server instance'),
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
