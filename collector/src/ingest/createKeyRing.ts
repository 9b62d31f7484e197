import { hash } from 'node:crypto';
import type { AppConfig } from '../collectorOptions.ts';
import { createRouteTable, type RouteTable } from '../routes/createRouteTable.ts';

/** Whom a key belongs to. */
export interface Sender {
  readonly app: string;
  /** Names the key where the key itself must not be: digest of the key. */
  readonly keyId: string;
  readonly routes: RouteTable;
  /** Whether a page of `origin` may send; a request without one (a server) always may. */
  allows(origin: string | undefined): boolean;
}

/**
 * Finds senders by key. Keys are compared by their SHA-256 digests, so that the time of a look-up tells
 * nothing about a key, and none is kept in clear.
 */
export function createKeyRing(
  apps: readonly AppConfig[],
  limits: Parameters<typeof createRouteTable>[0],
): (key: string) => Sender | undefined {
  const senders = new Map<string, Sender>();
  for (const { name, keys, origins } of apps) {
    const routes = createRouteTable(limits);
    const allowed = new Set(origins);
    const allows = (origin: string | undefined) =>
      origin === undefined || allowed.has(origin) || allowed.has('*');
    for (const key of keys) {
      const keyId = digestOf(key);
      senders.set(keyId, { app: name, keyId, routes, allows });
    }
  }
  return (key) => senders.get(digestOf(key));
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64');
}
