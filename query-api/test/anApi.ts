import { createHash } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { SCOPES } from '@paceline/protocol';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { type AuthOptions, createAuth } from '../src/auth/createAuth.ts';
import { toParameterProblem, toProblem, toProblemResponse } from '../src/problem.ts';
import { secured } from '../src/routes/routeParts.ts';

export const API_TOKEN = 'pt_the_api_token_of_tests';
export const CI_TOKEN = 'pt_the_token_of_ci';
const responses = { 200: { description: 'fine' } };

/** A token of the configuration. */
export function aToken(token: string, parts: { readonly name: string; readonly apps?: readonly string[] }) {
  return { scopes: ['read'], sha256: createHash('sha256').update(token).digest('hex'), ...parts } as const;
}

/** An API with nothing behind its authentication but one route for each scope, whose answer names caller and apps. */
export function anApi(parts: Partial<AuthOptions> = {}) {
  let at = Date.UTC(2026, 4, 20);
  const registry = new Registry();
  const lines: string[] = [];
  const auth = createAuth({
    apiToken: API_TOKEN,
    tokens: [aToken(CI_TOKEN, { name: 'ci', apps: ['shop'] })],
    apps: [{ name: 'shop' }, { name: 'blog' }],
    registry,
    log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
    now: () => at,
    ...parts,
  });
  const api = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw toParameterProblem(result.error);
    },
  });
  api.onError((error) => toProblemResponse(toProblem(error)));
  auth.addSignInRoutes(api);
  api.use('/api/v1/*', auth.middleware);
  auth.addSessionRoute(api);
  for (const scope of SCOPES) {
    for (const method of ['get', 'post'] as const) {
      api.openapi(createRoute({ ...secured(scope), method, path: `/api/v1/${scope}`, responses }), (c) =>
        c.json({ caller: c.var.caller.name, apps: c.var.apps.names }),
      );
    }
  }

  return {
    registry,
    lines,
    pass: (ms: number) => {
      at += ms;
    },
    ask: async (path: string, init: RequestInit = {}) => api.request(path, init),
    askWith: async (token: string, path: string, headers: Record<string, string> = {}) =>
      api.request(path, { headers: { authorization: `Bearer ${token}`, ...headers } }),
    signIn: async (body: object, headers: Record<string, string> = {}) =>
      api.request('/api/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}

/** The cookies that an answer sets, as a browser sends them back; one that is taken away is not there. */
export function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .filter((cookie) => !cookie.includes('Max-Age=0'))
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}
