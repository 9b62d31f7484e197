import { createStorage } from '@paceline/storage';
import { createQueryApi } from '../src/index.ts';
import type { Description } from '../src/docs/description.ts';
import { LONG_RETENTION, someOptions } from './startWorld.ts';

/** What an API says of itself. Nothing is asked of the database for that. */
export async function aDescription(): Promise<Description> {
  const storage = createStorage({ url: 'http://127.0.0.1:1', database: 'none', retention: LONG_RETENTION });
  const response = await createQueryApi(someOptions(storage)).request('/openapi.json');
  const description = (await response.json()) as Description;
  await storage.close();
  return description;
}
