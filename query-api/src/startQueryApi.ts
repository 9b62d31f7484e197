import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { closeGently } from './closeGently.ts';
import { createQueryApi, type QueryApiOptions } from './createQueryApi.ts';

export interface StartQueryApiOptions extends QueryApiOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface RunningQueryApi {
  /** Address on this machine. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, ends live streams, and finishes what is in flight within {@link CLOSE_WITHIN_MS}. */
  close(): Promise<void>;
}

/** What is still in flight after this time is cut off. */
export const CLOSE_WITHIN_MS = 5_000;
/** Longer than the collector, which forwards to here, keeps its connections: so it never writes into one that closes. */
const KEEP_ALIVE_MS = 75_000;

/** Listens with the query API on `host:port`. Rejects when that is not possible. */
export async function startQueryApi(options: StartQueryApiOptions): Promise<RunningQueryApi> {
  const { host, port: wantedPort, log } = options;
  const api = createQueryApi(options);
  // What worker and collector in the same process make of Request and Response is theirs.
  const listener = getRequestListener(api.fetch, { overrideGlobalObjects: false });
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void listener(request, response);
  });
  const closeServer = closeGently(server);
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wantedPort, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : wantedPort);
    });
  });

  let closing: Promise<void> | undefined;
  return {
    url: `http://${reachable(host)}:${port}`,
    port,
    close() {
      api.beginClose();
      closing ??= closeServer(CLOSE_WITHIN_MS, () =>
        log.warn('requests were still in flight when the query API closed'),
      );
      return closing;
    },
  };
}

/** The host to reach a listener by, in an address. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
