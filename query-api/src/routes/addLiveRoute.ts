import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { optionalText, querySchema } from '../asking/querySchema.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import type { LiveFeed } from '../live/createLiveFeed.ts';
import { openEventStream } from '../live/openEventStream.ts';
import { problems, secured } from './routeParts.ts';

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.live.path,
  summary: 'Server-sent events that say when more was stored',
  description:
    'An event `stored`, with a StoredNotice as JSON, for what is there when the stream opens and whenever more of an app was ' +
    'stored. Comments keep the stream alive.',
  request: {
    query: querySchema({
      app: optionalText('Only this app; empty or absent: all that the token may see', 'shop'),
    }),
  },
  responses: {
    ...problems,
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
  },
});

export function addLiveRoute(api: OpenAPIHono, feed: LiveFeed, now: () => number): void {
  api.openapi(route, (c) => {
    const { app = '' } = c.req.valid('query');
    const { apps, session } = c.var;
    const told = app === '' ? apps.names : [knownApp(apps, app)];
    // A session that is used is renewed, and its stream opened again.
    const stream = openEventStream(feed, told, session && session.expiresAt - now());
    return c.body(stream, 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      // Some proxies gather an answer before they pass it on.
      'x-accel-buffering': 'no',
    });
  });
}
