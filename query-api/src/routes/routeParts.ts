import type { z } from '@hono/zod-openapi';
import { problemSchema } from '../responses.ts';

/** Name of the security scheme in the API's description. */
export const BEARER = 'bearer';

/** What all routes that need the token have in common. */
export const secured: { readonly method: 'get'; readonly security: Record<string, string[]>[] } = {
  method: 'get',
  security: [{ [BEARER]: [] }],
};

/** The errors that any such route may answer. */
export const problems = {
  400: problem('A parameter is unknown or wrong; the problem names it, the limit and the fix'),
  401: problem('The token is missing or wrong'),
  404: problem('There is no such app'),
  422: problem('The question is too heavy'),
  500: problem('A fault of the API'),
  503: problem('The database cannot be reached, or has too much to do; see Retry-After'),
};

/** The answers of a route that answers JSON. */
export function answers<Answer extends z.ZodType>(schema: Answer) {
  return { ...problems, 200: { description: 'The answer', content: { 'application/json': { schema } } } };
}

/** An answer that is an error. */
export function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}
