import { describe, expect, it } from 'vitest';
import { createAddressBuckets } from './createAddressBuckets.ts';
import { createClientAddress } from './createClientAddress.ts';

const bucketOf = createAddressBuckets(createClientAddress(['10.0.0.1']));
const direct = (address: string) => bucketOf(address, undefined);

describe('the bucket of an address', () => {
  it('is 20 bits, the same for the same address, and has nothing of it', () => {
    expect(direct('203.0.113.1')).toMatch(/^ip:[0-9a-f]{5}$/);
    expect(direct('203.0.113.1')).toBe(direct('203.0.113.1'));
    expect(direct('::ffff:203.0.113.1')).toBe(direct('203.0.113.1'));
    expect(direct('203.0.113.2')).not.toBe(direct('203.0.113.1'));
    expect(bucketOf('10.0.0.1', '203.0.113.1')).toBe(direct('203.0.113.1'));
    expect(bucketOf('10.0.0.1', '203.0.113.1')).not.toBe(bucketOf('10.0.0.1', '203.0.113.2'));
  });

  it.each([
    '2001:db8:0:0:ffff::1',
    '2001:db8::2',
    '2001:0DB8:0000:0000:1:2:3:4',
    '2001:db8:0:0:1:2:192.0.2.1',
    '2001:db8::1%eth0',
  ])('of IPv6 is that of the /64: %s', (address) => {
    expect(direct(address)).toBe(direct('2001:db8::1'));
  });

  it('tells networks of IPv6 apart', () => {
    const networks = ['2001:db8::1', '2001:db8:0:1::1', '::2001:db8:0:1', '1::', 'fe80::1'];
    expect(new Set(networks.map((address) => direct(address))).size).toBe(networks.length);
  });
});
