import type { z } from '@hono/zod-openapi';
import type { Scope } from '@paceline/protocol';
import type { MiddlewareHandler } from 'hono';
import type { AuthorisedEnv } from '../auth/caller.ts';
import { requireScope } from '../auth/requireScope.ts';
import { problemSchema } from '../responses.ts';

/** Names of the security schemes in the API's description. */
export const BEARER = 'bearer';
export const SESSION = 'session';

interface SecuredParts {
  readonly method: 'get';
  readonly security: Record<string, string[]>[];
  readonly middleware: MiddlewareHandler<AuthorisedEnv>;
}

/**
 * What every route below `/api/v1/` begins with, so that its callers have `scope`. Only the apps that they may see are in
 * `c.var.apps`, for `knownApp`. A route that takes another method says so after it.
 */
export function secured(scope: Scope): SecuredParts {
  return {
    method: 'get',
    security: [{ [BEARER]: [scope] }, { [SESSION]: [scope] }],
    middleware: requireScope(scope),
  };
}

/** The errors that any such route may answer. */
export const problems = {
  400: problem('A parameter is unknown or wrong; the problem names it, the limit and the fix'),
  401: problem('The token is missing or wrong, or the session has ended'),
  403: problem('The token lacks the scope that the problem names'),
  404: problem('There is no such app, or none that this token may see'),
  422: problem('The question is too heavy'),
  429: problem('The token, or this address with wrong ones, asked too often; see Retry-After'),
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
