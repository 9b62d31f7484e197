import { describe, expect, it } from 'vitest';
import { createClientAddress } from './createClientAddress.ts';

const proxies = createClientAddress(['10.0.0.0/8', '192.0.2.1', '2001:db8:1::/48']);

describe('the address of a client', () => {
  it('is that of the connection when there is no trusted proxy, whatever the header says', () => {
    expect(createClientAddress([]).find('198.51.100.7', '203.0.113.1')).toBe('198.51.100.7');
    expect(proxies.find('198.51.100.7', '203.0.113.1')).toBe('198.51.100.7');
  });

  it.each([
    ['203.0.113.1', '203.0.113.1'],
    ['198.51.100.9, 203.0.113.1', '203.0.113.1'],
    ['198.51.100.9, 203.0.113.1, 10.9.9.9,192.0.2.1', '203.0.113.1'],
    ['203.0.113.1:4711', '203.0.113.1'],
    ['[2001:db8:2::1]:4711, 2001:db8:1::5', '2001:db8:2::1'],
    ['::ffff:203.0.113.1', '203.0.113.1'],
    // Only proxies: the furthest of them.
    ['10.1.1.1, 10.2.2.2', '10.1.1.1'],
    ['', '10.0.0.7'],
    ['unknown', '10.0.0.7'],
    ['203.0.113.1, unknown, 192.0.2.1', '192.0.2.1'],
    [', , ,', '10.0.0.7'],
    ['203.0.113.1, 999.1.1.1', '10.0.0.7'],
  ])('behind a trusted proxy that says "%s" is %s', (forwardedFor, expected) => {
    expect(proxies.find('10.0.0.7', forwardedFor)).toBe(expected);
    expect(proxies.find('::ffff:10.0.0.7', forwardedFor)).toBe(expected);
  });

  it('is that of the proxy when it says nothing', () => {
    expect(proxies.find('10.0.0.7', undefined)).toBe('10.0.0.7');
  });

  it('takes linear time on a hostile header', () => {
    expect(proxies.find('10.0.0.7', '10.0.0.8,'.repeat(2000))).toBe('10.0.0.7');
    expect(proxies.find('10.0.0.7', `1.1.1.1${',10.0.0.8'.repeat(2000)}`)).toBe('1.1.1.1');
  });
});
