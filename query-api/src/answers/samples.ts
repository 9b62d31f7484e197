import { z } from '@hono/zod-openapi';
import { type Dimension, type Sample, SAMPLE_ORDERS } from '@paceline/storage';
import { knownOrNull, rawRange } from './rawRange.ts';

const value = z.string().describe('Empty when it is not known');

const dimensions = z.object({
  environment: value,
  release: value,
  route: value,
  subject: value,
  source: value,
  device: value,
  browser: value,
  country: value,
  connection: value,
  layer: value,
  statusClass: value,
  instance: value,
} satisfies Record<Dimension, unknown>);

const attributesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Where a row came from. */
export const origin = {
  traceId: z.string().nullable().describe('W3C trace id'),
  sessionId: z.string().nullable().describe('Random id of the visit, else of the page view'),
  batchId: z.string(),
  eventIndex: z.number().int().describe('Position of the event in its batch'),
};

export const samplesSchema = z
  .object({
    app: z.string(),
    metric: z.string(),
    unit: z.string(),
    ...rawRange,
    order: z.enum(SAMPLE_ORDERS),
    samples: z.array(
      z.object({
        at: z.iso.datetime(),
        value: z.number(),
        weight: z.number().describe('How many observations it stands for'),
        failed: z.boolean(),
        dimensions,
        ...origin,
        attributes: attributesSchema
          .nullable()
          .describe('What its sender said beside, as what a vital is attributed to'),
      }),
    ),
  })
  .openapi('Samples');
export type Samples = z.infer<typeof samplesSchema>;

export function toSampleAnswer(sample: Sample): Samples['samples'][number] {
  const { at, traceId, sessionId, attributes, ...rest } = sample;
  return {
    ...rest,
    at: new Date(at).toISOString(),
    dimensions: { ...rest.dimensions },
    traceId: knownOrNull(traceId),
    sessionId: knownOrNull(sessionId),
    attributes: parseAttributes(attributes),
  };
}

/** `null` for none, and for what is stored and no attributes. */
function parseAttributes(text: string): Samples['samples'][number]['attributes'] {
  if (text === '') return null;
  try {
    return attributesSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
