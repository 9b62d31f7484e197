import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { batchSchema, type Batch, type EventOf, type EventType } from '@paceline/protocol';
import { buildBrowserSdk } from '../build.mjs';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A batch as it arrived. */
export interface Arrival {
  readonly batch: Batch;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
}

/** A web site on a real port, which is its own collector. */
export interface Site {
  readonly origin: string;
  /** The same site under another origin. */
  readonly otherOrigin: string;
  /** Every batch that was posted, refused ones too. All were checked against the protocol. */
  readonly arrivals: Arrival[];
  /** What pages posted to `/seen`: what they measured themselves. */
  readonly seen: Record<string, unknown>[];
  /** Answers of the collector, in order; `202` when empty. */
  readonly nextAnswers: { status: number; headers?: Record<string, string> }[];
  readonly serve: (path: string, answer: Answer) => void;
  /** All taken events of `type`, in order of arrival. */
  readonly events: <Type extends EventType>(type: Type) => EventOf<Type>[];
  readonly close: () => Promise<void>;
}

const schema = batchSchema();
const require = createRequire(import.meta.url);

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

export const sends =
  (type: string, body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };

/** A page that starts the SDK by its script tag, before `body`. */
export const page = (body: string, { head = '', tag = '' } = {}): Answer =>
  sends(
    'text/html; charset=utf-8',
    `<!doctype html><html><head><title>Test</title>${head}<script src="/paceline.js" data-key="k" ${tag}></script></head><body>${body}</body></html>`,
  );

export async function startSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'paceline-sdk-'));
  await buildBrowserSdk({ scriptOutfile: join(folder, 'paceline.js'), outdir: folder });
  const webVitals = require.resolve('web-vitals').replace('umd.cjs', 'iife.js');
  const routes = new Map<string, Answer>([
    ['/paceline.js', sends('text/javascript', await readFile(join(folder, 'paceline.js')))],
    ['/sdk/index.js', sends('text/javascript', await readFile(join(folder, 'index.js')))],
    ['/web-vitals.mjs', sends('text/javascript', await readFile(webVitals.replace('iife.js', 'js')))],
    ['/web-vitals.js', sends('text/javascript', await readFile(webVitals))],
    ['/blank', sends('text/html', '<!doctype html><title>Blank</title><link rel="icon" href="data:,">')],
  ]);
  await rm(folder, { recursive: true });
  const arrivals: Arrival[] = [];
  const seen: Record<string, unknown>[] = [];
  const nextAnswers: Site['nextAnswers'] = [];

  const collect = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const batch = schema.parse(JSON.parse(await bodyOf(request)));
    const { status, headers } = nextAnswers.shift() ?? { status: 202, headers: {} };
    arrivals.push({ batch, status, headers: request.headers, url: request.url ?? '' });
    response.writeHead(status, {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after',
      ...headers,
    });
    response.end('{}');
  };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const answer = routes.get(pathname);
    if (pathname === '/v1/events') void collect(request, response);
    else if (pathname === '/seen') {
      void bodyOf(request).then((body) => seen.push(JSON.parse(body) as Record<string, unknown>));
      response.writeHead(204).end();
    } else if (answer) answer(response, request);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://localhost:${port}`,
    otherOrigin: `http://127.0.0.1:${port}`,
    arrivals,
    seen,
    nextAnswers,
    serve: (path, answer) => void routes.set(path, answer),
    events: <Type extends EventType>(type: Type) =>
      arrivals
        .filter(({ status }) => status === 202)
        .flatMap(({ batch }) => schema.parse(batch).events)
        .filter((event): event is EventOf<Type> => event.type === type),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
