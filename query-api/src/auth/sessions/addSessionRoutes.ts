import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import { ENDPOINTS } from '../../client/endpoints.ts';
import { Problem } from '../../problem.ts';
import { answers, BEARER, problem, problems, SESSION } from '../../routes/routeParts.ts';
import { fromElsewhere } from '../authenticate.ts';
import type { Caller } from '../caller.ts';
import type { Gate } from '../createGate.ts';
import { askedFrom } from '../requestOrigin.ts';
import { anyScope } from '../requireScope.ts';
import type { Sessions } from './createSessions.ts';
import type { Session } from './session.ts';
import { sessionSchema, type SignedIn, signInSchema } from './sessionResponses.ts';

const MOST_BYTES = 4096;

const { 401: wrongToken, 429: tooMany } = problems;
const elsewhere = problem('A page of another site had the browser send this');

const beginRoute = createRoute({
  method: 'post',
  path: ENDPOINTS.session.path,
  security: [],
  summary: 'Signs in: exchanges a token for the cookie of a session',
  description:
    'The cookie cannot be read by scripts, goes only to this host, and stands for the token: for 12 hours after the last ' +
    'request and until the browser is closed, or for 30 days when it is to be remembered; never longer than 90 days. It ends when ' +
    'its token is no longer configured, and when PACELINE_API_TOKEN changes.',
  middleware: bodyLimit({
    maxSize: MOST_BYTES,
    onError: () => {
      throw new Problem(413, { detail: `The body may have ${MOST_BYTES} bytes.` });
    },
  }),
  request: { body: { required: true, content: { 'application/json': { schema: signInSchema } } } },
  responses: {
    200: { description: 'Who one is now', content: { 'application/json': { schema: sessionSchema } } },
    400: problem('The body is not as it must be'),
    401: wrongToken,
    403: elsewhere,
    413: problem('The body is too large'),
    415: problem('The body is not application/json'),
    429: tooMany,
  },
});

const readRoute = createRoute({
  method: 'get',
  path: ENDPOINTS.session.path,
  security: [{ [BEARER]: [] }, { [SESSION]: [] }],
  middleware: anyScope,
  summary: 'Who one is, and what one may do',
  responses: answers(sessionSchema),
});

const endRoute = createRoute({
  method: 'delete',
  path: ENDPOINTS.session.path,
  security: [],
  summary: 'Signs out: has the browser forget the cookie of its session',
  responses: { 204: { description: 'There is no session any more' }, 403: elsewhere },
});

interface SessionRoutesDeps {
  readonly gate: Gate;
  readonly sessions: Sessions;
  readonly publicUrl: string | undefined;
  readonly log: Logger;
}

/** Signing in and out, for who has no session yet or any more. To be added before what asks for one. */
export function addSignInRoutes(
  api: OpenAPIHono,
  { gate, sessions, publicUrl, log }: SessionRoutesDeps,
): void {
  api.openapi(beginRoute, async (c) => {
    if (askedFrom(c, publicUrl) === 'elsewhere') throw fromElsewhere();
    const { token, remember } = c.req.valid('json');
    const entry = gate.find(c, token);
    await gate.admit(entry);
    const session = sessions.begin(c, entry, remember);
    log.info({ caller: entry.caller.name, remember }, 'somebody signed in');
    return c.json(toSignedIn(entry.caller, session), 200);
  });

  api.openapi(endRoute, (c) => {
    if (askedFrom(c, publicUrl) === 'elsewhere') throw fromElsewhere();
    sessions.end(c);
    return c.body(null, 204);
  });
}

/** Who one is. */
export function addSessionRoute(api: OpenAPIHono): void {
  api.openapi(readRoute, (c) => c.json(toSignedIn(c.var.caller, c.var.session), 200));
}

function toSignedIn({ name, apps, scopes }: Caller, session: Session | undefined): SignedIn {
  return {
    name,
    apps: [...apps.names],
    scopes: [...scopes],
    expiresAt: session === undefined ? null : new Date(session.expiresAt).toISOString(),
    remember: session?.remember ?? false,
  };
}
