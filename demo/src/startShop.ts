import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { init } from '@paceline/sdk-node';
import { Redis } from 'ioredis';
import { createCaches } from './shop/caches.ts';
import { createCatalogue } from './shop/catalogue.ts';
import { createShop } from './shop/createShop.ts';
import { createSimilarProducts } from './shop/similarProducts.ts';
import { createStore } from './shop/store.ts';

export interface StartShopOptions {
  readonly endpoint: string;
  readonly key: string;
  readonly redisUrl: string;
  /** Folder of the shop's database. */
  readonly folder: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface RunningShop {
  readonly url: string;
  close(): Promise<void>;
}

/** Version of the demo shop, shown as its release. */
const RELEASE = '1.0.0';

/** Starts the shop on the loopback interface, measured by the Node SDK. */
export async function startShop({
  endpoint,
  key,
  redisUrl,
  folder,
  port,
}: StartShopOptions): Promise<RunningShop> {
  mkdirSync(folder, { recursive: true });
  const paceline = init({ endpoint, key, release: RELEASE, flushIntervalMs: 1_000, systemIntervalMs: 5_000 });
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
  // Redis comes back by itself; a failed command is the request's error, and is measured as one.
  redis.on('error', () => undefined);
  const store = createStore({ file: join(folder, 'shop.sqlite'), paceline });
  const shop = createShop({
    paceline,
    store,
    caches: createCaches({ redis, paceline }),
    similar: createSimilarProducts({ products: createCatalogue(), paceline }),
    page: { endpoint, key, release: RELEASE },
    now: Date.now,
    random: Math.random,
  });
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve({ fetch: shop.fetch, hostname: '127.0.0.1', port }, () => resolve(starting));
    starting.once('error', reject);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the shop has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await paceline.flush();
      paceline.stop();
      redis.disconnect();
      store.close();
    },
  };
}
