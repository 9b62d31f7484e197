import type { OpenAPIHono } from '@hono/zod-openapi';
import { etag } from 'hono/etag';
import type { Description } from '../docs/description.ts';

export const OPENAPI_PATH = '/openapi.json';

/** The API's description, for tools. */
export function addOpenApiRoute(api: OpenAPIHono, describe: () => Description): void {
  let text: string | undefined;
  api.use(OPENAPI_PATH, etag({ weak: true }));
  api.get(OPENAPI_PATH, (c) => {
    text ??= JSON.stringify(describe());
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  });
}
