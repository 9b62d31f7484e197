import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { batchSchema, type Batch, type EventOf, type EventType } from '@paceline/protocol';
import { buildBrowserSdk } from '../build.mjs';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A batch as it arrived. */
export interface Arrival {
  readonly batch: Batch;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Address, without origin. */
  readonly url: string;
  /** Bytes of the body as sent. */
  readonly bytes: number;
}

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Address, without origin. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** A web site on a real port, which is its own collector. */
export interface Site {
  readonly origin: string;
  /** The same site under another origin. */
  readonly otherOrigin: string;
  /** Name of the file with the whole SDK that the loader imports, as `paceline-0123456789ab.js`. */
  readonly hashedScript: string;
  /** Every batch that was posted whole, refused ones too. All were checked against the protocol. */
  readonly arrivals: Arrival[];
  /** Every request. */
  readonly requests: SeenRequest[];
  /** What pages posted to `/seen`: what they measured themselves. */
  readonly seen: Record<string, unknown>[];
  /** Answers of the collector, in order; `202` when empty. `lost` ends the connection once the batch is there. */
  readonly nextAnswers: { status: number; headers?: Record<string, string>; lost?: boolean }[];
  readonly serve: (path: string, answer: Answer) => void;
  /** All taken events of `type`, in order of arrival. */
  readonly events: <Type extends EventType>(type: Type) => EventOf<Type>[];
  readonly close: () => Promise<void>;
}

const schema = batchSchema();
const webVitalsFolder = dirname(createRequire(import.meta.url).resolve('web-vitals'));

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

export const sends =
  (type: string, body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };

/** The tag that pages are told to use: its loader starts the SDK some time later. */
export const LOADER_TAG = 'src="/paceline.js"';
/** The whole SDK as a module, which has started when later modules of the page run. */
export const MODULE_TAG = 'type="module" src="/paceline-full.js"';

/** A page that starts the SDK by a script tag, before `body`. */
export const page = (body: string, { head = '', tag = '', script = LOADER_TAG } = {}): Answer =>
  sends(
    'text/html; charset=utf-8',
    `<!doctype html><html><head><title>Test</title><link rel="icon" href="data:,">${head}<script ${script} data-key="k" ${tag}></script></head><body>${body}</body></html>`,
  );

/** A page whose app bundles an entry of the package: `script` is a module. */
export const appPage = (script: string, body = ''): Answer =>
  sends(
    'text/html; charset=utf-8',
    `<!doctype html><html><head><title>App</title><link rel="icon" href="data:,"><script type="importmap">
    {"imports":{"web-vitals":"/web-vitals.mjs","web-vitals/attribution":"/web-vitals-attribution.mjs","@paceline/sdk-browser":"/sdk/index.js","@paceline/sdk-browser/":"/sdk/"}}
    </script></head><body>${body}<script type="module">${script}</script></body></html>`,
  );

/** Builds the SDK and gives the answers that are its files. */
async function sdkFiles(): Promise<{ routes: Map<string, Answer>; hashedScript: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'paceline-sdk-'));
  const where = { outdir: join(folder, 'modules'), scriptFolder: join(folder, 'scripts') };
  await buildBrowserSdk(where);
  const routes = new Map<string, Answer>();
  const serveFile = async (path: string, file: string): Promise<void> =>
    void routes.set(
      path,
      sends('text/javascript', await readFile(file), { 'access-control-allow-origin': '*' }),
    );
  const scripts = await readdir(where.scriptFolder);
  const hashedScript = scripts.find((name) => /^paceline-[0-9a-f]+\.js$/.test(name)) ?? '';
  await Promise.all([
    ...scripts.map((name) => serveFile(`/${name}`, join(where.scriptFolder, name))),
    serveFile('/paceline-full.js', join(where.scriptFolder, hashedScript)),
    ...(await readdir(where.outdir)).flatMap((name) => [
      serveFile(`/sdk/${name}`, join(where.outdir, name)),
      serveFile(`/sdk/${name.replace('.js', '')}`, join(where.outdir, name)),
    ]),
    serveFile('/web-vitals.mjs', join(webVitalsFolder, 'web-vitals.js')),
    serveFile('/web-vitals-attribution.mjs', join(webVitalsFolder, 'web-vitals.attribution.js')),
    serveFile('/web-vitals.js', join(webVitalsFolder, 'web-vitals.iife.js')),
  ]);
  await rm(folder, { recursive: true });
  return { routes, hashedScript };
}

/** The same for every site of a test file. */
let builtFiles: ReturnType<typeof sdkFiles> | undefined;

export async function startSite(): Promise<Site> {
  builtFiles ??= sdkFiles();
  const { routes: files, hashedScript } = await builtFiles;
  const routes = new Map(files);
  routes.set(
    '/blank',
    sends('text/html', '<!doctype html><title>Blank</title><link rel="icon" href="data:,">'),
  );
  const arrivals: Arrival[] = [];
  const requests: SeenRequest[] = [];
  const seen: Record<string, unknown>[] = [];
  const nextAnswers: Site['nextAnswers'] = [];

  const collect = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '';
    // A page that crashed may leave a part of a body, which is no batch.
    const body = await bodyOf(request).catch(() => undefined);
    if (!body) return;
    const isPacked = new URL(url, 'http://site').searchParams.get('encoding') === 'gzip';
    const batch = schema.parse(JSON.parse((isPacked ? gunzipSync(body) : body).toString()));
    const { status, headers, lost } = nextAnswers.shift() ?? { status: 202, headers: {} };
    arrivals.push({ batch, status, headers: request.headers, url, bytes: body.length });
    if (lost) return void request.socket.destroy();
    response.writeHead(status, {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'retry-after',
      ...headers,
    });
    response.end('{}');
  };

  const server = createServer((request, response) => {
    const { method = '', url = '/', headers } = request;
    const { pathname } = new URL(url, 'http://site');
    const answer = routes.get(pathname);
    requests.push({ method, url, headers });
    if (method === 'OPTIONS')
      response
        .writeHead(204, {
          'access-control-allow-origin': '*',
          'access-control-allow-headers': '*',
          'access-control-allow-methods': '*',
        })
        .end();
    else if (pathname === '/v1/events') void collect(request, response);
    else if (pathname === '/seen') {
      void bodyOf(request).then((body) => seen.push(JSON.parse(body.toString()) as Record<string, unknown>));
      response.writeHead(204).end();
    } else if (answer) answer(response, request);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  const site: Site = {
    origin: `http://localhost:${port}`,
    otherOrigin: `http://127.0.0.1:${port}`,
    hashedScript,
    arrivals,
    requests,
    seen,
    nextAnswers,
    serve: (path, answer) => void routes.set(path, answer),
    events: <Type extends EventType>(type: Type) =>
      arrivals
        .filter(({ status }) => status === 202)
        .flatMap(({ batch }) => batch.events)
        .filter((event): event is EventOf<Type> => event.type === type),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
  return site;
}
