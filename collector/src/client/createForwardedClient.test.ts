import { describe, expect, it } from 'vitest';
import { createForwardedClient } from './createForwardedClient.ts';

const clientOf = createForwardedClient({
  collectors: ['127.0.0.0/8', '::1', '172.20.0.0/16'],
  trustedProxies: ['10.0.0.0/8'],
});

describe('who sent a forwarded request', () => {
  it.each([
    ['whom the collector was connected to', '127.0.0.1', '203.0.113.1', '203.0.113.1'],
    ['never what that one wrote before', '127.0.0.1', '198.51.100.1, 203.0.113.1', '203.0.113.1'],
    ['somebody on the machine, whatever they wrote', '::1', '198.51.100.1, 127.0.0.1', '127.0.0.1'],
    [
      'whom a collector on another machine was connected to',
      '::ffff:172.20.0.3',
      '203.0.113.1',
      '203.0.113.1',
    ],
    [
      'whom a trusted proxy before the collector names',
      '127.0.0.1',
      '198.51.100.1, 10.1.1.1',
      '198.51.100.1',
    ],
    ['the network of an IPv6 address', '127.0.0.1', '2001:db8::1:2:3:4', '2001:db8:0:0'],
    ['the connection, of who is no collector', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['whom a trusted proxy before the API names', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['the connection without the header', '127.0.0.1', undefined, '127.0.0.1'],
    [
      'the connection when the header holds no address',
      '127.0.0.1',
      `198.51.100.1, ${'x'.repeat(1000)}`,
      '127.0.0.1',
    ],
    ['the connection when the header is empty', '127.0.0.1', '', '127.0.0.1'],
  ])('is %s', (_case, connectedFrom, forwardedFor, expected) => {
    expect(clientOf(connectedFrom, forwardedFor)).toBe(expected);
  });
});
