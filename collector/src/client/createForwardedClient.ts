import { createAddressList } from './createAddressList.ts';
import { createClientAddress } from './createClientAddress.ts';
import { isAddress, withoutMapping } from './isAddress.ts';
import { networkOf } from './networkOf.ts';

/**
 * Tells the query API, which collectors forward to, who sent a request: an IPv4 address, or the /64 of an IPv6 address, which
 * is one household or one machine. Of what a collector passes on only the last address is its own word, the one that was
 * connected to it; what stands before counts only behind proxies that collectors trust, too.
 *
 * @param collectors addresses and ranges that collectors forward from
 * @param trustedProxies addresses and ranges of proxies in front of collectors, or of the API itself
 */
export function createForwardedClient({
  collectors,
  trustedProxies,
}: {
  readonly collectors: readonly string[];
  readonly trustedProxies: readonly string[];
}): (connectedFrom: string, forwardedFor: string | undefined) => string {
  const isCollector = createAddressList(collectors);
  const client = createClientAddress(trustedProxies);

  return function clientOf(connectedFrom, forwardedFor = '') {
    const nearest = withoutMapping(connectedFrom);
    const comma = forwardedFor.lastIndexOf(',');
    const connectedToCollector = forwardedFor.slice(comma + 1).trim();
    if (!isCollector(nearest) || !isAddress(connectedToCollector)) {
      return networkOf(client.find(nearest, forwardedFor));
    }
    return networkOf(client.find(connectedToCollector, forwardedFor.slice(0, Math.max(0, comma))));
  };
}
