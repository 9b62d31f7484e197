import { serve } from '@hono/node-server';
import { honoRoute, init } from '@paceline/sdk-node';
import { Hono } from 'hono';

// A server of an app team, in a process of its own: measured by the Node SDK, as the README says.
const { PACELINE_ENDPOINT: endpoint = '', PACELINE_KEY: key = '' } = process.env;
const paceline = init({ endpoint, key, release: '2.0.0', flushIntervalMs: 200, systemIntervalMs: 500 });

const app = new Hono();
app.use(honoRoute());
app.get('/nothing', (c) => c.text('nothing'));
app.get('/orders/:id', async (c) => {
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, Number(c.req.query('takes'))));
  // What the app itself knows of its time, beside the SDK.
  c.header('x-took-ms', String(performance.now() - startedAt));
  if (c.req.query('fails') !== undefined) return c.text('failed', 500);
  return c.text('x'.repeat(1000));
});
app.get('/work', async (c) => {
  await paceline.timeQuery('postgresql', 'SELECT orders', async () => undefined);
  paceline.cache.hit('sessions', 'redis');
  paceline.cache.hit('sessions', 'redis');
  paceline.cache.hit('sessions', 'redis');
  paceline.cache.miss('sessions', 'redis');
  await paceline.timeInference('ranker', async () => 1, { coldStart: true });
  await paceline.timeInference('ranker', async () => 1);
  return c.text('done');
});

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
  process.send?.(`http://127.0.0.1:${port}`);
});
process.once('SIGTERM', () => {
  server.close(() => {
    void paceline.flush().then(() => process.exit(0));
  });
});
