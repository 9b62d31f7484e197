import type { Paceline } from '@paceline/sdk-node';
import sqlite from 'node-sqlite3-wasm';
import { createCatalogue, type Product } from './catalogue.ts';
import { createConnectionPool } from './connectionPool.ts';

/** Connections that the shop's database lends at once. */
const POOL_SIZE = 4;

export interface Store {
  products(offset: number, limit: number): Promise<readonly Product[]>;
  product(id: number): Promise<Product | undefined>;
  search(words: string): Promise<readonly Product[]>;
  placeOrder(productIds: readonly number[]): Promise<number>;
  close(): void;
}

interface ProductRow {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly price_cents: number;
}

const toProduct = (row: ProductRow): Product => ({
  id: row.id,
  name: row.name,
  description: row.description,
  priceCents: row.price_cents,
});

/** A real SQL database in one file (SQLite), every query of which the SDK times. */
export function createStore({ file, paceline }: { file: string; paceline: Paceline }): Store {
  fill(file);
  const pool = createConnectionPool(
    POOL_SIZE,
    () => new sqlite.Database(file),
    (database) => database.close(),
  );
  paceline.pool('shop', () => pool.usage());
  const all = (operation: string, sql: string, values: (string | number)[]): Promise<readonly Product[]> =>
    paceline.timeQuery('sqlite', operation, () =>
      pool.use((database) => (database.all(sql, values) as unknown as ProductRow[]).map(toProduct)),
    );
  return {
    products: (offset, limit) =>
      all('SELECT products', 'SELECT * FROM products ORDER BY id LIMIT ? OFFSET ?', [limit, offset]),
    product: async (id) => (await all('SELECT products', 'SELECT * FROM products WHERE id = ?', [id]))[0],
    search: (words) =>
      all('SELECT products LIKE', 'SELECT * FROM products WHERE name LIKE ? OR description LIKE ? LIMIT 20', [
        `%${words}%`,
        `%${words}%`,
      ]),
    placeOrder: (productIds) =>
      paceline.timeQuery('sqlite', 'INSERT orders', () =>
        pool.use((database) => {
          const { lastInsertRowid } = database.run(
            'INSERT INTO orders (product_ids, placed_at) VALUES (?, ?)',
            [JSON.stringify(productIds), Date.now()],
          );
          return Number(lastInsertRowid);
        }),
      ),
    close: () => pool.close(),
  };
}

function fill(file: string): void {
  const database = new sqlite.Database(file);
  database.exec(`
    CREATE TABLE IF NOT EXISTS products (id INTEGER PRIMARY KEY, name TEXT, description TEXT, price_cents INTEGER);
    CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, product_ids TEXT, placed_at INTEGER);
    BEGIN;
  `);
  for (const { id, name, description, priceCents } of createCatalogue()) {
    database.run('INSERT OR IGNORE INTO products VALUES (?, ?, ?, ?)', [id, name, description, priceCents]);
  }
  database.exec('COMMIT');
  database.close();
}
