import { BlockList, isIP } from 'node:net';

/** Finds out which address a request came from. */
export interface ClientAddress {
  /**
   * The address of the connection; when that is a trusted proxy, the last address in `X-Forwarded-For` that is not one.
   * What stands further left was written by whoever sent the request, and proves nothing.
   */
  find(connectedFrom: string, forwardedFor: string | undefined): string;
}

/** @param trustedProxies addresses, and ranges such as `10.0.0.0/8` */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  if (trustedProxies.length === 0) return { find: (connectedFrom) => withoutMapping(connectedFrom) };
  const trusted = new BlockList();
  for (const entry of trustedProxies) {
    const [address = '', prefix] = entry.split('/');
    const family = familyOf(address);
    if (family === undefined) throw new Error(`trustedProxies: "${entry}" is no address and no range`);
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string) => {
    const family = familyOf(address);
    return family !== undefined && trusted.check(address, family);
  };

  return {
    find(connectedFrom, forwardedFor) {
      let nearest = withoutMapping(connectedFrom);
      if (forwardedFor === undefined || !isTrusted(nearest)) return nearest;
      let end = forwardedFor.length;
      while (end > 0) {
        const start = forwardedFor.lastIndexOf(',', end - 1) + 1;
        const address = withoutPort(forwardedFor.slice(start, end).trim());
        // What is no address cannot be told apart from others: the proxy that wrote it stands for it.
        if (familyOf(address) === undefined) return nearest;
        nearest = address;
        if (!isTrusted(nearest)) return nearest;
        end = start - 1;
      }
      return nearest;
    },
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` without what is not the address. */
function withoutPort(text: string): string {
  const [, inBrackets] = /^\[([^\]]{1,64})\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, withPort] = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text) ?? [];
  return withoutMapping(inBrackets ?? withPort ?? text);
}

/** An IPv4 address that a socket for both families shows as `::ffff:192.0.2.1`. */
function withoutMapping(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
