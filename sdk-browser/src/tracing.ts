import { guarded } from './guarded.ts';
import type { Trace, TraceLookup } from './trace.ts';

/** Requests that are remembered until the browser tells their timing. */
const MAX_REMEMBERED = 100;

/** A request that was made, with its address as resource timing has it. */
interface MadeRequest extends Trace {
  readonly url: string;
  readonly madeAt: number;
}

/** `bytes` random bytes in hexadecimal. */
const randomHex = (bytes: number): string =>
  [...crypto.getRandomValues(new Uint8Array(bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

/**
 * Puts a W3C `traceparent` header (https://www.w3.org/TR/trace-context/) into requests of `fetch` and `XMLHttpRequest` to the page's own origin
 * and to `origins`, as `https://api.example.com`, and returns what `init` takes as `tracing`. A request that has one keeps it.
 * Another origin has to allow the header in its CORS preflight, so name only those that do. For this the two functions are wrapped: it is the only
 * way. Requests made before are not traced.
 */
export function traceRequests(origins: readonly string[] = []): TraceLookup {
  const made: MadeRequest[] = [];

  /** The header of a request that is about to be made; none when it goes elsewhere. */
  const begin = guarded((address: string | URL, method: string, isTraced: boolean): string | undefined => {
    const { href, origin } = new URL(address, document.baseURI);
    const isAllowed = origin === location.origin || origins.includes(origin);
    const traceId = isAllowed && !isTraced ? randomHex(16) : undefined;
    made.push({
      url: href,
      method: method.toUpperCase(),
      madeAt: performance.now(),
      ...(traceId && { traceId }),
    });
    if (made.length > MAX_REMEMBERED) made.shift();
    return traceId && `00-${traceId}-${randomHex(8)}-01`;
  });

  guarded(() => {
    // oxlint-disable-next-line unbound-method -- called with what it was called on
    const { fetch } = window;
    window.fetch = function (this: unknown, input, init) {
      const asked = guarded((): [RequestInfo | URL, RequestInit | undefined] => {
        const request = input instanceof Request ? input : undefined;
        const headers = new Headers(init?.headers ?? request?.headers);
        const method = init?.method ?? request?.method ?? 'GET';
        const parent = begin(
          input instanceof Request ? input.url : input,
          method,
          headers.has('traceparent'),
        );
        // A request without CORS may not have the header, and drops it.
        if (parent) headers.set('traceparent', parent);
        // What is asked for with a request as `init` has nothing of its own to copy.
        if (parent && init instanceof Request) return [new Request(input, init), { headers }];
        return parent ? [input, { ...init, headers }] : [input, init];
      })();
      return fetch.apply(this ?? window, asked ?? [input, init]);
    };
  })();

  guarded(() => {
    const asked = new WeakMap<XMLHttpRequest, readonly [string | URL, string]>();
    const traced = new WeakSet<XMLHttpRequest>();
    const { prototype } = XMLHttpRequest;
    // oxlint-disable-next-line unbound-method -- called with what they were called on
    const { open, send, setRequestHeader } = prototype;
    // oxlint-disable-next-line no-unnecessary-type-assertion -- for tsc it is necessary
    prototype.open = function (this: XMLHttpRequest, ...values: unknown[]) {
      guarded(() => {
        asked.set(this, [values[1] as string | URL, String(values[0])]);
        traced.delete(this);
      })();
      return (open as (...all: unknown[]) => void).apply(this, values);
    } as typeof open;
    prototype.setRequestHeader = function (name, value) {
      guarded(() => name.toLowerCase() === 'traceparent' && traced.add(this))();
      return setRequestHeader.call(this, name, value);
    };
    prototype.send = function (body) {
      guarded(() => {
        const [address, method] = asked.get(this) ?? [];
        const parent = address === undefined ? undefined : begin(address, method ?? 'GET', traced.has(this));
        if (parent) setRequestHeader.call(this, 'traceparent', parent);
      })();
      return send.call(this, body);
    };
  })();

  return ({ name, startTime }) => {
    // The last one before the browser began with it; two at once to one address are alike.
    const index = made.findLastIndex(({ url, madeAt }) => url === name && madeAt <= startTime + 1);
    const [found] = index < 0 ? [] : made.splice(index, 1);
    return found && { method: found.method, ...(found.traceId && { traceId: found.traceId }) };
  };
}
