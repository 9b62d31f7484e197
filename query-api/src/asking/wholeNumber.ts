import { z } from '@hono/zod-openapi';

/** A parameter that is a whole number within limits; `usual` when it is empty or absent. */
export function wholeNumber(
  description: string,
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
) {
  const limits = `must be a whole number from ${least} to ${most}`;
  return z
    .string({ error: (issue) => (Array.isArray(issue.input) ? 'give it once' : limits) })
    .regex(/^\d{0,9}$/, limits)
    .transform((text) => (text === '' ? usual : Number(text)))
    .refine((number) => number >= least && number <= most, limits)
    .optional()
    .transform((number) => number ?? usual)
    .openapi({ type: 'integer', minimum: least, maximum: most, default: usual, description });
}
