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

/** The connection of a new lease takes a moment. */
const isHeld = (lease: Lease) => vi.waitFor(() => lease.hold());

describe('a lease', () => {
  it('has one holder, who can renew it', async () => {
    const prefix = aPrefix();
    const [one, other] = [aLease(prefix), aLease(prefix)];
    expect(await isHeld(one)).toBe(true);
    expect(await isHeld(other)).toBe(false);
    expect(await isHeld(one)).toBe(true);
  });

  it('is free for others once it is released, but not when others release it', async () => {
    const prefix = aPrefix();
    const [one, stranger, other] = [aLease(prefix), aLease(prefix), aLease(prefix)];
    expect(await isHeld(one)).toBe(true);
    expect(await isHeld(stranger)).toBe(false);
    await stranger.release();
    expect(await isHeld(other)).toBe(false);
    await one.release();
    expect(await isHeld(other)).toBe(true);
  });

  it('runs out when its holder does not renew it', async () => {
    const prefix = aPrefix();
    const other = aLease(prefix);
    expect(await isHeld(aLease(prefix, { ttlMs: 50 }))).toBe(true);
    await vi.waitFor(async () => expect(await other.hold()).toBe(true), { timeout: 5_000 });
  });

  it('of another name is another lease', async () => {
    const prefix = aPrefix();
    expect(await isHeld(aLease(prefix, { name: 'a' }))).toBe(true);
    expect(await isHeld(aLease(prefix, { name: 'b' }))).toBe(true);
  });
});
