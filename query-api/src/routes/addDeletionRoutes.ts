import { randomUUID } from 'node:crypto';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { deletionSchema, deletionsSchema, toDeletionAnswer } from '../answers/deletion.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { parseTime, TIME_FORMS } from '../asking/parseTime.ts';
import { optionalText, querySchema } from '../asking/querySchema.ts';
import { wholeNumber } from '../asking/wholeNumber.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import type { DeletionWatch } from '../deletions/createDeletionWatch.ts';
import { parameterProblem } from '../problem.ts';
import { answers, secured } from './routeParts.ts';

const DAY_MS = 86_400_000;
const MOST_DELETIONS = 500;

const appPart = z
  .string()
  .max(256)
  .describe('A configured app, see /api/v1/apps')
  .openapi({ example: 'shop' });

/** Done at once, or begun. */
const deletionAnswers = {
  ...answers(deletionSchema),
  200: {
    description: 'No answer has any of it any more',
    content: { 'application/json': { schema: deletionSchema } },
  },
  202: {
    description: 'All of it was begun, and goes on; /api/v1/apps/{app}/deletions tells how far it is',
    content: { 'application/json': { schema: deletionSchema } },
  },
};

const telemetryRoute = createRoute({
  ...secured('delete'),
  method: 'delete',
  path: ENDPOINTS.deleteTelemetry.path,
  summary: 'Removes what is stored of an app, for good',
  description:
    'Measurements, texts of errors and rollups. What was stored stays counted in the ledger, and alerts stay. Events that are still ' +
    'on their way are stored when they arrive: to stop them, replace the keys of the app first.',
  request: {
    params: z.object({ app: appPart }),
    query: querySchema({
      confirm: optionalText(
        'The name of the app again, so that nothing is deleted by a slip. Required',
        'shop',
      ),
      before: optionalText(
        `Only what was measured before this, rounded down to a midnight (UTC): ${TIME_FORMS}. Default: everything`,
        'now-30d',
      ),
    }),
  },
  responses: deletionAnswers,
});

const sessionRoute = createRoute({
  ...secured('delete'),
  method: 'delete',
  path: ENDPOINTS.deleteSession.path,
  summary: "Removes a visit's single measurements and texts of errors, for good",
  description:
    'By the id that the samples and errors of the visit have. Rollups stay, as they are sums that name no visit.',
  request: {
    params: z.object({
      app: appPart,
      sessionId: z
        .string()
        .max(256)
        .describe('Id of the visit, or of the page view where its sender knows no visits')
        .openapi({ example: '2840617264-1093722345-881234511-4021133877' }),
    }),
    query: querySchema({}),
  },
  responses: deletionAnswers,
});

const deletionsRoute = createRoute({
  ...secured('delete'),
  path: ENDPOINTS.deletions.path,
  summary: 'What was deleted of an app on demand: by whom, when, and how far it is',
  request: {
    params: z.object({ app: appPart }),
    query: querySchema({
      limit: wholeNumber('Deletions at most, newest first', { least: 1, most: MOST_DELETIONS, usual: 50 }),
    }),
  },
  responses: answers(deletionsSchema),
});

/** Removing what is stored. */
export function addDeletionRoutes(
  api: OpenAPIHono,
  { storage, now, watch }: Pick<ApiDeps, 'storage' | 'now'> & { readonly watch: DeletionWatch },
): void {
  api.openapi(telemetryRoute, async (c) => {
    const { confirm, before } = c.req.valid('query');
    const app = knownApp(c.var.apps, c.req.valid('param').app);
    if (confirm !== app) {
      throw parameterProblem(
        'confirm',
        `name the app again: confirm=${encodeURIComponent(app)}. What is deleted cannot be brought back`,
      );
    }
    const beforeMs = parseBefore(before, now());
    const id = randomUUID();
    const askedBy = c.var.caller.name;
    await storage.deleteApp({ id, app, askedBy, ...(beforeMs !== undefined && { beforeMs }) });
    const deletion = await watch.watch({ app, id });
    return c.json(toDeletionAnswer(deletion), deletion.state === 'finished' ? 200 : 202);
  });

  api.openapi(sessionRoute, async (c) => {
    const { app: asked, sessionId } = c.req.valid('param');
    const app = knownApp(c.var.apps, asked);
    const id = randomUUID();
    await storage.deleteSession({ id, app, askedBy: c.var.caller.name, sessionId });
    const deletion = await watch.watch({ app, id });
    return c.json(toDeletionAnswer(deletion), deletion.state === 'finished' ? 200 : 202);
  });

  api.openapi(deletionsRoute, async (c) => {
    const app = knownApp(c.var.apps, c.req.valid('param').app);
    const found = await storage.loadDeletions({ app, limit: c.req.valid('query').limit });
    const deletions = await Promise.all(found.map((deletion) => watch.settle(deletion)));
    return c.json({ app, deletions: deletions.map(toDeletionAnswer) }, 200);
  });
}

function parseBefore(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const parsed = parseTime(text, nowMs);
  if (!parsed.ok) throw parameterProblem('before', parsed.reason);
  return Math.floor(parsed.ms / DAY_MS) * DAY_MS;
}
