import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import { Problem } from '../problem.ts';
import { chooseEncoding } from './chooseEncoding.ts';
import { COPIES, loadDashboard, type Dashboard, type DashboardFile } from './loadDashboard.ts';

/** Assets are named by their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Ask again every time, as it names the assets. */
const ASK_AGAIN = 'no-cache';

interface DashboardRoutesDeps {
  /** Folder of the built dashboard; absent: `/` says where the API is. */
  readonly folder: string | undefined;
  readonly log: Logger;
}

/** Serves the dashboard at `/` and `/assets/`. Its files are read once, when they are first asked for. */
export function addDashboardRoutes(api: OpenAPIHono, { folder, log }: DashboardRoutesDeps): void {
  let loading: Promise<Dashboard | undefined> | undefined;

  function load(): Promise<Dashboard | undefined> {
    loading ??= readDashboard();
    return loading;
  }

  async function readDashboard(): Promise<Dashboard | undefined> {
    if (folder === undefined) return undefined;
    try {
      const dashboard = await loadDashboard(folder);
      if (dashboard !== undefined) return dashboard;
      log.warn({ folder }, 'the dashboard is not built, so it is not served');
    } catch (error) {
      loading = undefined;
      throw error;
    }
    // It may be built any moment.
    loading = undefined;
    return undefined;
  }

  api.get('/', async (c) => {
    const file = (await load())?.get('/');
    if (file !== undefined) return serve(c, file, ASK_AGAIN);
    c.header('cache-control', 'no-store');
    return c.json({ name: 'Paceline query API', description: '/openapi.json', dashboard: 'not served here' });
  });

  api.get('/assets/:name', async (c) => {
    const file = (await load())?.get(`/assets/${c.req.param('name')}`);
    if (file === undefined) throw new Problem(404, { detail: 'There is no such file.' });
    return serve(c, file, FOR_EVER);
  });
}

function serve(c: Context, file: DashboardFile, cacheControl: string): Response {
  const { contentType, etag, content, copies } = file;
  const headers = { 'cache-control': cacheControl, etag, vary: 'accept-encoding' };
  if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
  const offered = COPIES.map(({ encoding }) => encoding).filter((encoding) => copies.has(encoding));
  const encoding = chooseEncoding(c.req.header('accept-encoding'), offered);
  const copy = encoding === undefined ? undefined : copies.get(encoding);
  return c.body(copy ?? content, 200, {
    ...headers,
    'content-type': contentType,
    'content-length': String((copy ?? content).byteLength),
    ...(encoding !== undefined && copy !== undefined && { 'content-encoding': encoding }),
  });
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((each) => each.trim());
  return known.includes('*') || known.includes(etag) || known.includes(etag.replace(/^W\//, ''));
}
