import { startShop } from './startShop.ts';

// The process of the demo shop, started by `paceline demo`.
const {
  PACELINE_ENDPOINT: endpoint,
  PACELINE_KEY: key,
  REDIS_URL: redisUrl,
  SHOP_FOLDER: folder,
  SHOP_PORT: port,
} = process.env;
if (endpoint === undefined || key === undefined || redisUrl === undefined || folder === undefined) {
  throw new Error('PACELINE_ENDPOINT, PACELINE_KEY, REDIS_URL and SHOP_FOLDER must be set.');
}
const shop = await startShop({ endpoint, key, redisUrl, folder, port: Number(port ?? 0) });
const stop = () => {
  shop.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.send?.(shop.url);
