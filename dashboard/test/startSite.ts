import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { json } from 'node:stream/consumers';
import type { Ledger, SignedIn } from '@paceline/query-api/responses';
import { buildDashboard } from '../build.mjs';
import {
  recordedAlerts,
  recordedApps,
  recordedBudgets,
  recordedLedger,
  recordedSeries,
  recordedSummary,
  type Asked,
  type Scenario,
} from './recordings.ts';

export const TOKEN = 'token-of-the-test';

/** The policy that the page must live with: nothing inline, nobody else. */
const SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The built dashboard and a query API with recorded answers, on a real port. */
export interface Site {
  readonly origin: string;
  /** What the API answers from now on. */
  scenario: Scenario;
  slowdown: number;
  /** Resources that answer 500, as `/api/v1/series`. */
  readonly broken: Set<string>;
  /** Resources that answer 404, as the ledger does where no queue is known. */
  readonly absent: Set<string>;
  /** How the ledger differs from one in order. */
  ledger: Partial<Ledger>;
  /** Whether the live stream can be opened. */
  liveIsOpen: boolean;
  /** Every question to the API but who is signed in, with its query. */
  readonly questions: URL[];
  /** Whether somebody can sign out. */
  canSignOut: boolean;
  /** Ends all sessions, as another API token does. */
  endSessions(): void;
  /** How many pages listen to the live stream. */
  listeners(): number;
  /** Tells all listeners that something was stored. */
  notify(app?: string): void;
  /** Breaks all live streams. */
  breakStreams(): void;
  /** Back to a busy app with everything in order. */
  reset(): void;
  close(): Promise<void>;
}

const ANSWERS: Readonly<Record<string, (asked: Asked) => object>> = {
  '/api/v1/apps': recordedApps,
  '/api/v1/budgets': recordedBudgets,
  '/api/v1/summary': recordedSummary,
  '/api/v1/series': recordedSeries,
  '/api/v1/alerts': recordedAlerts,
  '/api/v1/ledger': recordedLedger,
};

function sendProblem(response: ServerResponse, status: number, title: string, detail: string): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail }));
}

export async function startSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'paceline-dashboard-'));
  await buildDashboard({ outdir: folder });
  const streams = new Set<ServerResponse>();
  const sessions = new Set<string>();

  const serveFile = async (path: string, response: ServerResponse): Promise<void> => {
    const file = normalize(path === '/' ? '/index.html' : path);
    const content = await readFile(join(folder, file)).catch(() => undefined);
    if (content === undefined) return sendProblem(response, 404, 'Not found', path);
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': SECURITY_POLICY,
    });
    response.end(content);
  };

  const hasSession = ({ headers }: IncomingMessage): boolean => {
    const [, id = ''] = /paceline_test=([\w-]+)/.exec(headers.cookie ?? '') ?? [];
    return sessions.has(id);
  };

  const answerSession = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const cookie = 'HttpOnly; SameSite=Strict; Path=/';
    if (request.method === 'DELETE') {
      if (!site.canSignOut) return sendProblem(response, 500, 'Storage failed', 'ClickHouse is gone');
      response.writeHead(204, { 'set-cookie': `paceline_test=; Max-Age=0; ${cookie}` }).end();
      return undefined;
    }
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    let remember = false;
    if (request.method === 'POST') {
      const entered = (await json(request)) as { token: string; remember: boolean };
      if (entered.token !== TOKEN) return sendProblem(response, 401, 'Unauthorized', 'The token is wrong.');
      const id = randomUUID();
      sessions.add(id);
      remember = entered.remember;
      headers['set-cookie'] = `paceline_test=${id}; ${remember ? 'Max-Age=2592000; ' : ''}${cookie}`;
    } else if (!hasSession(request)) {
      return sendProblem(response, 401, 'Unauthorized', 'Nobody is signed in.');
    }
    const expiresAt = new Date(Date.now() + 43_200_000).toISOString();
    const who: SignedIn = { name: 'api-token', apps: ['shop'], scopes: ['read'], expiresAt, remember };
    response.writeHead(200, headers).end(JSON.stringify(who));
    return undefined;
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://site');
    if (!url.pathname.startsWith('/api/')) return void serveFile(url.pathname, response);
    if (url.pathname === '/api/v1/session') return void answerSession(request, response);
    site.questions.push(url);
    if (request.headers.authorization !== `Bearer ${TOKEN}` && !hasSession(request)) {
      return sendProblem(response, 401, 'Unauthorized', 'Send the token as "Authorization: Bearer <token>".');
    }
    if (site.broken.has(url.pathname))
      return sendProblem(response, 500, 'Storage failed', 'ClickHouse is gone');
    if (url.pathname === '/api/v1/live') {
      if (!site.liveIsOpen) return sendProblem(response, 503, 'Unavailable', 'No live stream now');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
      streams.add(response);
      response.once('close', () => streams.delete(response));
      return undefined;
    }
    const record = ANSWERS[url.pathname];
    if (record === undefined || site.absent.has(url.pathname))
      return sendProblem(response, 404, 'Not found', url.pathname);
    const { scenario, slowdown } = site;
    response.writeHead(200, { 'content-type': 'application/json' });
    const answer = record({ scenario, slowdown, now: Date.now(), query: url.searchParams });
    response.end(JSON.stringify(url.pathname === '/api/v1/ledger' ? { ...answer, ...site.ledger } : answer));
    return undefined;
  };

  const server = createServer(answer);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

  const site: Site = {
    origin: `http://127.0.0.1:${port}`,
    scenario: 'busy',
    slowdown: 1,
    broken: new Set(),
    absent: new Set(),
    ledger: {},
    liveIsOpen: true,
    questions: [],
    canSignOut: true,
    endSessions: () => sessions.clear(),
    listeners: () => streams.size,
    notify: (app = 'shop') => {
      const notice = JSON.stringify({ app, storedEvents: 3, newestStoredAt: Date.now() });
      for (const stream of streams) stream.write(`event: stored\ndata: ${notice}\n\n`);
    },
    breakStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    reset: () => {
      Object.assign(site, { scenario: 'busy', slowdown: 1, liveIsOpen: true, canSignOut: true, ledger: {} });
      site.broken.clear();
      site.absent.clear();
      site.questions.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
      await rm(folder, { recursive: true });
    },
  };
  return site;
}
