import type { OpenAPIHono } from '@hono/zod-openapi';
import { DOCS_PATH } from '../docs/addDocsRoutes.ts';
import type { Description } from '../docs/description.ts';
import { BEARER, SESSION } from '../routes/routeParts.ts';
import { statisticsSchema, storedNoticeSchema } from '../responses.ts';
import { completeDescription } from './completeDescription.ts';

/** The API's description of all its routes, made when it is first asked for: making it costs more than starting does. */
export function createDescription(api: OpenAPIHono): () => Description {
  let description: Description | undefined;
  api.openAPIRegistry.registerComponent('securitySchemes', BEARER, {
    type: 'http',
    scheme: 'bearer',
    description:
      'PACELINE_API_TOKEN, or the token printed at the first start, which may do everything; or one of the tokens in ' +
      'paceline.yaml. Each route names the scope that the token needs.',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', SESSION, {
    type: 'apiKey',
    in: 'cookie',
    name: 'paceline_<8 characters>',
    description:
      'The session that POST /api/v1/session gives for a token. Requests other than GET and HEAD must then come from the ' +
      "dashboard's own pages.",
  });
  api.openAPIRegistry.register('StoredNotice', storedNoticeSchema);
  // Else what is said of one of its places would be said of all of them.
  api.openAPIRegistry.register('Statistics', statisticsSchema);
  return () => (description ??= completeDescription(describe(api)));
}

function describe(api: OpenAPIHono): Description {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Paceline query API',
      version: '1',
      description:
        'What was measured, and what is left of every performance budget. Durations are in milliseconds, sizes in bytes, ' +
        'rates and shares from 0 to 1; what nothing measured is null, never 0. Errors are application/problem+json.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'Wherever this was read' }],
    externalDocs: { url: DOCS_PATH, description: 'The same for people' },
  });
}
