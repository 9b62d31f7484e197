import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ClientAddress } from './createClientAddress.ts';
import { networkOf } from './networkOf.ts';

/** Addresses whose bucket is remembered, so that few requests need a digest. */
const MOST_REMEMBERED = 20_000;
/** Longer headers are not worth remembering. */
const LONGEST_REMEMBERED = 128;
/** Hexadecimal digits of a bucket: 20 bits. */
const BUCKET_DIGITS = 5;

/**
 * The bucket that requests of an address are counted in: the first 20 bits of its SHA-256, of an IPv6 address those of its
 * /64, which is one household or one machine. Each of the million buckets stands for about 4,096 IPv4 addresses, so that what
 * Redis holds of it, for two seconds, identifies nobody. Addresses themselves never leave this process.
 */
export function createAddressBuckets(
  client: ClientAddress,
): (connectedFrom: string, forwardedFor: string | undefined) => string {
  const buckets = new LRUCache<string, string>({ max: MOST_REMEMBERED });

  return function bucketOf(connectedFrom, forwardedFor) {
    const key = forwardedFor === undefined ? connectedFrom : `${connectedFrom} ${forwardedFor}`;
    const known = buckets.get(key);
    if (known !== undefined) return known;
    const bucket = toBucket(client.find(connectedFrom, forwardedFor));
    if (key.length <= LONGEST_REMEMBERED) buckets.set(key, bucket);
    return bucket;
  };
}

function toBucket(address: string): string {
  return `ip:${hash('sha256', networkOf(address), 'hex').slice(0, BUCKET_DIGITS)}`;
}
