import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PAGE_TO_FIND } from './reserveCore.ts';
import { PAGE_FILES, toShopPage } from './shopPage.ts';
import type { Variant } from './variant.ts';

export interface Shop {
  /** Scheme, host and port. */
  readonly origin: string;
  /** How many requests a variant has sent that are not for files: its telemetry, and what it asks to be told. */
  sentBy(variant: Variant): number;
  close(): Promise<void>;
}

/** Where a variant sends to: each to a path of its own. */
export function endpointOf(origin: string, name: string): string {
  return `${origin}/collect/${name}`;
}

/** Serves the page with each variant's script at `/pages/NAME`, and takes whatever the scripts send. */
export async function serveShop(toVariants: (origin: string) => Promise<readonly Variant[]>): Promise<{
  shop: Shop;
  variants: readonly Variant[];
}> {
  let variants: readonly Variant[] = [];
  const sent = new Map<string, number>();

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = PAGE_FILES[pathname];
    if (file !== undefined) {
      setTimeout(() => answer(response, file.type, file.body), file.delayMs);
      return;
    }
    const [, folder, name = '', ...rest] = pathname.split('/');
    const variant = variants.find((one) => one.name === name);
    if (folder === 'empty') answer(response, 'text/html', PAGE_TO_FIND);
    else if (folder === 'pages' && variant !== undefined)
      answer(response, 'text/html', toShopPage(variant.tag));
    else if (folder === 'variants' && variant?.files[rest.join('/')] !== undefined)
      answer(response, 'text/javascript', variant.files[rest.join('/')] ?? '');
    else receive(request, response, pathname);
  }

  function receive(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    request.resume();
    request.once('end', () => {
      const name = pathname.split('/')[2] ?? '';
      sent.set(name, (sent.get(name) ?? 0) + 1);
      // New Relic's agent asks at /1/KEY which of its features are on.
      const isFeatures = pathname.endsWith('/1/key');
      response.writeHead(isFeatures ? 200 : 202, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
      });
      response.end(isFeatures ? NEW_RELIC_FEATURES : '{}');
    });
  }

  const server = createServer(handle);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  variants = await toVariants(origin);
  return {
    variants,
    shop: {
      origin,
      sentBy: ({ name }) => sent.get(name) ?? 0,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    },
  };
}

const NEW_RELIC_FEATURES = JSON.stringify({ st: 1, sr: 0, err: 1, ins: 1, spa: 1, loaded: 1, log: 1 });

function answer(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
