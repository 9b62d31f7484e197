import type { EventOf, EventType } from '@paceline/protocol';
import { NOW } from '../aCollector.ts';

const common = {
  at: NOW - 1000,
  route: '/orders/:id',
  weight: 2,
  attributes: { plan: 'pro', seats: 3, beta: true },
};
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

/** A good event of every type, with every field, so that each can be broken. */
export const EXAMPLE_EVENTS: { readonly [Type in EventType]: Required<EventOf<Type>> } = {
  vital: {
    ...common,
    type: 'vital',
    name: 'LCP',
    value: 1432.5,
    id: 'v5-1-8423',
    navigationType: 'navigate',
  },
  request: {
    ...common,
    type: 'request',
    side: 'server',
    method: 'GET',
    status: 200,
    durationMs: 12.5,
    responseBytes: 5120,
    traceId,
  },
  query: {
    ...common,
    type: 'query',
    system: 'postgresql',
    operation: 'SELECT orders',
    durationMs: 3.25,
    ok: true,
    traceId,
  },
  cache: { ...common, type: 'cache', layer: 'redis', outcome: 'hit', count: 7, name: 'sessions' },
  inference: {
    ...common,
    type: 'inference',
    kind: 'model',
    name: 'ranker',
    durationMs: 80,
    coldStart: false,
    ok: true,
    timeToFirstTokenMs: 20,
  },
  'page-weight': {
    ...common,
    type: 'page-weight',
    scriptBytes: 100_000,
    styleBytes: 20_000,
    fontBytes: 30_000,
    imageBytes: 400_000,
    thirdPartyBytes: 0,
    inlineCriticalBytes: 9000,
    modernImages: 8,
    legacyImages: 1,
    renderBlocking: 3,
    uncompressedBytes: 40_000,
  },
  'page-resources': {
    ...common,
    type: 'page-resources',
    inlineCriticalBytes: 9000,
    types: {
      'text/javascript .js script': [4, 100_000, 40_000, 2, 0],
      'image/webp .webp img': [8, 400_000, 0, 0, 12_000],
      ' null link': [1, 0, 0, 1, 0],
    },
  },
  system: {
    ...common,
    type: 'system',
    cpuShare: 0.5,
    memoryBytes: 120_000_000,
    heapBytes: 60_000_000,
    diskShare: 0.25,
    eventLoopDelayMs: 1.5,
    eventLoopUtilization: 0.2,
    pools: [{ name: 'main', active: 1, idle: 4, waiting: 0, size: 5 }],
  },
  error: {
    ...common,
    type: 'error',
    kind: 'uncaught',
    name: 'TypeError',
    message: 'x is not a function',
    stack: 'TypeError: x is not a function\n    at f (app.js:1:1)',
    fingerprint: 'TypeError@f',
    traceId,
  },
  measure: { ...common, type: 'measure', name: 'cart.size', value: -4 },
  sdk: { ...common, type: 'sdk', mainThreadMs: 4.5, bytes: 9000, lostBeacons: 1, lostEvents: 20 },
};
