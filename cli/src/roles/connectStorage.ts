import { createStorage, type Storage, StorageError } from '@paceline/storage';
import { required } from './required.ts';
import type { RoleDeps } from './startRoles.ts';

/** Name of the database that holds everything. */
export const DATABASE = 'paceline';
const RETRY_MS = 100;

/** Storage with the newest schema. Waits for a ClickHouse that is still starting. */
export async function connectStorage({ config, log }: RoleDeps): Promise<Storage> {
  const storage = createStorage({
    url: required(config.clickhouseUrl, 'CLICKHOUSE_URL'),
    database: DATABASE,
    retention: config.retention,
    ...(config.clickhouseCluster === undefined ? {} : { cluster: config.clickhouseCluster }),
  });
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { applied } = await storage.migrate();
      if (applied.length > 0) log.info({ applied }, 'the schema was brought up to date');
      return storage;
    } catch (error) {
      if (!(error instanceof StorageError) || error.reason !== 'unreachable') throw error;
      if (attempt % 50 === 49) log.warn({ err: error }, 'ClickHouse cannot be reached yet');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
