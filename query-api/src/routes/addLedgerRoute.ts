import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { appParameter, querySchema } from '../asking/querySchema.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import type { LedgerSources } from '../ledger/ledgerLike.ts';
import { loadLedger } from '../ledger/loadLedger.ts';
import { Problem } from '../problem.ts';
import { ledgerSchema } from '../responses.ts';
import { answers, problem, secured } from './routeParts.ts';

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.ledger.path,
  summary: 'What became of every event of an app since the beginning',
  description:
    'received = stored + dropped by reason + inFlight + deadLettered. Every reason is there, with 0 for what never ' +
    'happened. Requests that were refused before their events were looked at are counted as requests.',
  request: { query: querySchema({ app: appParameter }) },
  responses: {
    ...answers(ledgerSchema),
    404: problem('There is no such app for this token, or this process knows no queue and so no ledger'),
    503: problem('The queue does not answer; see Retry-After'),
  },
});

export function addLedgerRoute(api: OpenAPIHono, sources: LedgerSources): void {
  api.openapi(route, async (c) => {
    const app = knownApp(c.var.apps, c.req.valid('query').app);
    if (sources.ledger === undefined) {
      throw new Problem(404, {
        detail:
          'There is no ledger here: this process knows no queue. Set REDIS_URL for the API as for the workers.',
      });
    }
    return c.json(await loadLedger(app, sources.ledger, sources), 200);
  });
}
