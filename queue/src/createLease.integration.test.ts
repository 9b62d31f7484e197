import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { aPrefix } from '../test/aPrefix.ts';
import { createLease, type Lease } from './createLease.ts';

const leases: Lease[] = [];

afterEach(async () => {
  await Promise.all(leases.splice(0).map((lease) => lease.release()));
});

function aLease(prefix: string, { ttlMs = 60_000, name = 'evaluator' } = {}): Lease {
  const lease = createLease({ redisUrl: inject('redisUrl'), prefix, name, ttlMs });
  leases.push(lease);
  return lease;
}

describe('a lease', () => {
  it('has one holder, who can renew it', async () => {
    const prefix = aPrefix();
    const [one, other] = [aLease(prefix), aLease(prefix)];
    expect(await one.hold()).toBe(true);
    expect(await other.hold()).toBe(false);
    expect(await one.hold()).toBe(true);
  });

  it('is free for others once it is released, but not when others release it', async () => {
    const prefix = aPrefix();
    const [one, stranger, other] = [aLease(prefix), aLease(prefix), aLease(prefix)];
    expect(await one.hold()).toBe(true);
    expect(await stranger.hold()).toBe(false);
    await stranger.release();
    expect(await other.hold()).toBe(false);
    await one.release();
    expect(await other.hold()).toBe(true);
  });

  it('runs out when its holder does not renew it', async () => {
    const prefix = aPrefix();
    const other = aLease(prefix);
    expect(await aLease(prefix, { ttlMs: 50 }).hold()).toBe(true);
    await vi.waitFor(async () => expect(await other.hold()).toBe(true), { timeout: 5_000 });
  });

  it('of another name is another lease', async () => {
    const prefix = aPrefix();
    expect(await aLease(prefix, { name: 'a' }).hold()).toBe(true);
    expect(await aLease(prefix, { name: 'b' }).hold()).toBe(true);
  });
});
