import { isIP } from 'node:net';

/** Whether `text` is an IP address. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** An IPv4 address that a socket for both families shows as `::ffff:192.0.2.1`, as it is. */
export function withoutMapping(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
