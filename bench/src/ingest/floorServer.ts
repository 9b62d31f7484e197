// The floor: the collector's framework, which reads and parses the same body and answers the same, and does nothing else.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono();
app.post('/v1/events', async (c) => {
  const batch = await c.req.json<{ events: unknown[] }>();
  return c.json({ accepted: batch.events.length, dropped: [] }, 202);
});

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => process.send?.({ port }));
process.once('disconnect', () => process.exit(0));
