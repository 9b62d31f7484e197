import type { Paceline } from '@paceline/sdk-node';
import { honoRoute } from '@paceline/sdk-node';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { drawing, SHOP_CSS, SHOP_JS } from './assets.ts';
import type { Caches } from './caches.ts';
import type { Product } from './catalogue.ts';
import { edgeCache } from './edgeCache.ts';
import { cartPage, homePage, type PageOptions, productPage } from './pages.ts';
import type { SimilarProducts } from './similarProducts.ts';
import type { Store } from './store.ts';

export interface ShopDeps {
  readonly paceline: Paceline;
  readonly store: Store;
  readonly caches: Caches;
  readonly similar: SimilarProducts;
  readonly page: PageOptions;
  readonly now: () => number;
  /** From 0 to 1; the payment provider fails below `PAYMENT_FAILURE_SHARE`. */
  readonly random: () => number;
}

/** Share of payments that the provider refuses to answer, so that the error budget has something to lose. */
const PAYMENT_FAILURE_SHARE = 0.02;
const SEARCH_LENGTH = 64;

/** The shop: pages for people, JSON for their scripts, static files behind an edge cache. */
export function createShop({ paceline, store, caches, similar, page, now, random }: ShopDeps): Hono {
  const shop = new Hono();
  shop.use(honoRoute());
  shop.use(compress());

  const product = async (id: string): Promise<Product | undefined> => {
    if (!/^\d{1,9}$/.test(id)) return undefined;
    const { found } = await caches.inMemory(`product:${id}`, async () => ({
      found: await store.product(Number(id)),
    }));
    return found;
  };
  const search = (words: string) =>
    caches.inRedis(`search:${words}`, async () => ({ products: await store.search(words) }));

  shop.get('/', async (c) => {
    const { products } = await caches.inMemory('home', async () => ({
      products: await store.products(0, 24),
    }));
    return c.html(homePage(page, products));
  });
  shop.get('/products/:id', async (c) => {
    const found = await product(c.req.param('id'));
    if (found === undefined) return c.notFound();
    const [closest, demand] = await Promise.all([similar.closest(found, 4), similar.demand(found)]);
    return c.html(productPage(page, found, closest, demand));
  });
  shop.get('/cart', (c) => c.html(cartPage(page)));

  shop.get('/api/search', async (c) =>
    c.json(await search((c.req.query('q') ?? '').slice(0, SEARCH_LENGTH).toLowerCase())),
  );
  shop.get('/api/products/:id', async (c) => {
    const found = await product(c.req.param('id'));
    return found === undefined ? c.json({ error: 'no such product' }, 404) : c.json({ product: found });
  });
  shop.post('/api/orders', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const productIds = parseProductIds(body);
    if (productIds === undefined) return c.json({ error: 'productIds must be a list of numbers' }, 400);
    if (random() < PAYMENT_FAILURE_SHARE) {
      paceline.recordError(new Error('the payment provider did not answer'));
      return c.json({ error: 'the payment provider did not answer' }, 503);
    }
    return c.json({ order: await store.placeOrder(productIds) }, 201);
  });

  shop.use('/assets/*', edgeCache({ now }));
  shop.get('/assets/shop.css', (c) => file(c.body(SHOP_CSS), 'text/css'));
  shop.get('/assets/shop.js', (c) => file(c.body(SHOP_JS), 'text/javascript'));
  shop.get('/assets/hero.svg', (c) => file(c.body(drawing(1, 1200, 360, 40)), 'image/svg+xml'));
  shop.get('/assets/:name{product-\\d+\\.svg}', (c) =>
    file(c.body(drawing(Number(c.req.param('name').slice(8, -4)) + 2, 240, 180, 8)), 'image/svg+xml'),
  );
  return shop;
}

function file(response: Response, type: string): Response {
  response.headers.set('content-type', `${type}; charset=utf-8`);
  response.headers.set('cache-control', 'public, max-age=60');
  response.headers.set('timing-allow-origin', '*');
  return response;
}

function parseProductIds(body: unknown): readonly number[] | undefined {
  if (typeof body !== 'object' || body === null || !('productIds' in body) || !Array.isArray(body.productIds))
    return undefined;
  const ids: unknown[] = body.productIds;
  return ids.every((id): id is number => Number.isInteger(id)) && ids.length <= 100 ? ids : undefined;
}
