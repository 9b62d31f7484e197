import {
  CACHE_LAYERS,
  CACHE_OUTCOMES,
  DEFAULT_LIMITS,
  type EventOf,
  type EventType,
  MOST_RESOURCE_SIGNS,
  type TelemetryEvent,
  VITAL_NAMES,
} from '@paceline/protocol';
import * as fc from 'fast-check';

const name = fc.string({ minLength: 1, maxLength: DEFAULT_LIMITS.nameLength });
const amount = fc.double({ min: 0, max: DEFAULT_LIMITS.maxValue, noNaN: true });
const bytes = fc.maxSafeNat().map((value) => value % (DEFAULT_LIMITS.maxValue + 1));
const count = fc.nat({ max: 1_000_000_000 });
const resources = fc.tuple(count, bytes, bytes, count, bytes);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const traceId = fc.stringMatching(/^[0-9a-f]{32}$/);
const attribute = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);

type Arbitraries<Fields> = { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> };

const commonRequired = { at: fc.integer({ min: 1, max: 4_000_000_000_000 }) };
const commonOptional = {
  route: fc.string({ minLength: 1, maxLength: DEFAULT_LIMITS.routeLength }),
  weight: fc.double({ min: 1, max: 1_000_000, noNaN: true }),
  attributes: fc.dictionary(name, attribute, { maxKeys: 4 }),
};

/** Any event with these fields; each of the optional ones may be absent. */
function anEvent<Required extends object, Optional extends object>(
  required: Arbitraries<Required>,
  optional: Arbitraries<Optional>,
) {
  return fc
    .tuple(
      fc.record(commonRequired),
      fc.record(required),
      fc.record(commonOptional, { requiredKeys: [] }),
      fc.record(optional, { requiredKeys: [] }),
    )
    .map(([a, b, c, d]) => ({ ...a, ...b, ...c, ...d }));
}

const measure = anEvent(
  {
    type: fc.constant('measure'),
    name: fc.stringMatching(/^[a-z][a-z0-9_.]{0,63}$/),
    value: fc.double({ min: -DEFAULT_LIMITS.maxValue, max: DEFAULT_LIMITS.maxValue, noNaN: true }),
  },
  {},
);

/** What pages say of a resource, and what nobody would. */
export const arbitrarySign = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        '',
        'undefined',
        'text/javascript',
        'text/css',
        'text/html',
        'image/webp',
        'image/svg+xml',
        'font/woff2',
      ),
      fc.constantFrom('', 'null', '.js', '.css', '.html', '.png', '.svg', '.woff2', '.mp4'),
      fc.constantFrom('', 'script', 'link', 'css', 'img', 'other'),
    )
    .map((parts) => parts.join(' ')),
  fc.string({ maxLength: DEFAULT_LIMITS.nameLength }).filter((sign) => sign !== '__proto__'),
);

const pageResources = anEvent(
  {
    type: fc.constant('page-resources'),
    inlineCriticalBytes: bytes,
    types: fc.dictionary(arbitrarySign, resources, { maxKeys: MOST_RESOURCE_SIGNS }),
  },
  {},
);

/** Every event that an SDK may send, by type. */
export const arbitraryEventOf = {
  vital: anEvent(
    { type: fc.constant('vital'), name: fc.constantFrom(...VITAL_NAMES), value: amount },
    { id: name, navigationType: name },
  ),
  request: anEvent(
    {
      type: fc.constant('request'),
      side: fc.constantFrom('server', 'client'),
      method: fc.constantFrom('GET', 'POST', 'DELETE'),
      status: fc.integer({ min: 0, max: 599 }),
      durationMs: amount,
    },
    { responseBytes: bytes, traceId },
  ),
  query: anEvent(
    { type: fc.constant('query'), system: name, operation: name, durationMs: amount, ok: fc.boolean() },
    { traceId },
  ),
  cache: anEvent(
    {
      type: fc.constant('cache'),
      layer: fc.constantFrom(...CACHE_LAYERS),
      outcome: fc.constantFrom(...CACHE_OUTCOMES),
      count: fc.integer({ min: 1, max: 1_000_000_000 }),
    },
    { name },
  ),
  inference: anEvent(
    {
      type: fc.constant('inference'),
      kind: fc.constantFrom('model', 'vector-search'),
      name,
      durationMs: amount,
      ok: fc.boolean(),
    },
    { coldStart: fc.boolean(), timeToFirstTokenMs: amount },
  ),
  'page-weight': anEvent(
    {
      type: fc.constant('page-weight'),
      scriptBytes: bytes,
      styleBytes: bytes,
      fontBytes: bytes,
      imageBytes: bytes,
      inlineCriticalBytes: bytes,
      modernImages: count,
      legacyImages: count,
    },
    { thirdPartyBytes: bytes, renderBlocking: count, uncompressedBytes: bytes },
  ),
  'page-resources': pageResources,
  system: anEvent(
    { type: fc.constant('system') },
    {
      cpuShare: share,
      memoryBytes: bytes,
      heapBytes: bytes,
      diskShare: share,
      eventLoopDelayMs: amount,
      eventLoopUtilization: share,
      pools: fc.array(fc.record({ name, active: count, idle: count, waiting: count, size: count }), {
        maxLength: 16,
      }),
    },
  ),
  error: anEvent(
    {
      type: fc.constant('error'),
      kind: fc.constantFrom('uncaught', 'rejection', 'resource', 'csp', 'handled'),
      name,
      message: fc.string({ maxLength: 200 }),
    },
    { stack: fc.string({ maxLength: 400 }), fingerprint: name, traceId },
  ),
  measure,
  sdk: anEvent(
    { type: fc.constant('sdk'), mainThreadMs: amount },
    { bytes, lostBeacons: count, lostEvents: count },
  ),
} as const satisfies { readonly [Type in EventType]: fc.Arbitrary<EventOf<Type>> };

export const arbitraryEvent: fc.Arbitrary<TelemetryEvent> = fc.oneof(
  ...(Object.values(arbitraryEventOf) satisfies fc.Arbitrary<TelemetryEvent>[]),
);
