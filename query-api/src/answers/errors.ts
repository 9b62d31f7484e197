import { z } from '@hono/zod-openapi';
import { ERROR_ORDERS, type ErrorGroup, type StoredErrorReport } from '@paceline/storage';
import type { Points } from '../asking/chooseStep.ts';
import { knownOrNull, rawRange } from './rawRange.ts';
import { origin } from './samples.ts';

const weight = z.number().describe('How many errors the reports stand for');

const groupFields = {
  fingerprint: z.string().describe('Equal for errors that are alike'),
  kind: z.string().describe('As the newest report has it: uncaught, rejection, resource, csp or handled'),
  name: z.string(),
  message: z.string().describe('Of the newest report'),
  weight,
  events: z.number().int().describe('Reports that are stored'),
  sessions: z.number().int().describe('Visits that had it, within 1 % or so; 0 where none is known'),
  firstSeenAt: z.iso.datetime().describe('Within the range'),
  lastSeenAt: z.iso.datetime(),
  routes: z.array(z.object({ route: z.string(), weight })).describe('The heaviest few'),
  releases: z.array(z.object({ release: z.string(), weight })).describe('The heaviest few'),
  counts: z.array(z.number()).describe('Weight in each point of times; 0 where there was none'),
};

const overTime = {
  stepSeconds: z.number().int().describe('Width of a point'),
  times: z.array(z.number().int()).describe('Start of each point, epoch seconds'),
};

export const errorsSchema = z
  .object({
    app: z.string(),
    ...rawRange,
    ...overTime,
    sort: z.enum(ERROR_ORDERS),
    total: z.number().int().describe('Groups there are, of which this is a page'),
    offset: z.number().int(),
    limit: z.number().int(),
    errors: z.array(z.object(groupFields)),
  })
  .openapi('Errors');
export type Errors = z.infer<typeof errorsSchema>;

export const errorSchema = z
  .object({
    app: z.string(),
    ...rawRange,
    ...overTime,
    ...groupFields,
    samples: z
      .array(
        z.object({
          at: z.iso.datetime(),
          kind: z.string(),
          name: z.string(),
          message: z.string(),
          stack: z.string().nullable(),
          environment: z.string(),
          release: z.string(),
          route: z.string(),
          source: z.string(),
          weight,
          ...origin,
        }),
      )
      .describe('The newest reports'),
  })
  .openapi('ErrorDetail');
export type ErrorDetail = z.infer<typeof errorSchema>;

/** Starts of points, epoch seconds. */
export function timesOfPoints({ fromSeconds, toSeconds, stepSeconds }: Points): number[] {
  return Array.from(
    { length: (toSeconds - fromSeconds) / stepSeconds },
    (_, index) => fromSeconds + index * stepSeconds,
  );
}

export function toErrorAnswer(group: ErrorGroup, times: readonly number[]): Errors['errors'][number] {
  const { firstSeenAt, lastSeenAt, routes, releases, points, ...rest } = group;
  const weights = new Map(points.map((point) => [point.value, point.weight]));
  return {
    ...rest,
    firstSeenAt: new Date(firstSeenAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    routes: routes.map((route) => ({ route: route.value, weight: route.weight })),
    releases: releases.map((release) => ({ release: release.value, weight: release.weight })),
    counts: times.map((time) => weights.get(time) ?? 0),
  };
}

export function toErrorSample(report: StoredErrorReport): ErrorDetail['samples'][number] {
  const { at, stack, traceId, sessionId, ...rest } = report;
  return {
    ...rest,
    at: new Date(at).toISOString(),
    stack: knownOrNull(stack),
    traceId: knownOrNull(traceId),
    sessionId: knownOrNull(sessionId),
  };
}
