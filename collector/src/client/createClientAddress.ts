import { createAddressList } from './createAddressList.ts';
import { isAddress, withoutMapping } from './isAddress.ts';

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
  const isTrusted = createAddressList(trustedProxies);

  return {
    find(connectedFrom, forwardedFor) {
      let nearest = withoutMapping(connectedFrom);
      if (forwardedFor === undefined || !isTrusted(nearest)) return nearest;
      let end = forwardedFor.length;
      while (end > 0) {
        const start = forwardedFor.lastIndexOf(',', end - 1) + 1;
        const address = withoutPort(forwardedFor.slice(start, end).trim());
        // What is no address cannot be told apart from others: the proxy that wrote it stands for it.
        if (!isAddress(address)) return nearest;
        nearest = address;
        if (!isTrusted(nearest)) return nearest;
        end = start - 1;
      }
      return nearest;
    },
  };
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` without what is not the address. */
function withoutPort(text: string): string {
  const [, inBrackets] = /^\[([^\]]{1,64})\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, withPort] = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text) ?? [];
  return withoutMapping(inBrackets ?? withPort ?? text);
}
