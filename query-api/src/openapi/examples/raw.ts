import type { Answer } from '../../client/createApiClient.ts';
import { FROM, FROM_SECONDS, ofRequests, TO } from './parts.ts';

const KEPT_FROM = '2026-05-13T14:00:00.000Z';
const range = { from: FROM, to: TO, keptFrom: KEPT_FROM };
const origin = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  sessionId: '2840617264-1093722345-881234511-4021133877',
  batchId: '5f0c1e3a9b1d4c7e8a550123456789ab',
  eventIndex: 3,
};

export const samples: Answer<'samples'> = {
  ...ofRequests,
  ...range,
  order: 'slowest',
  samples: [
    {
      at: '2026-05-20T13:17:42.120Z',
      value: 4210.4,
      weight: 1,
      failed: false,
      dimensions: {
        environment: 'production',
        release: '1.4.0',
        route: '/orders/:id',
        subject: 'GET',
        source: 'node',
        device: '',
        browser: '',
        country: '',
        connection: '',
        layer: '',
        statusClass: '2xx',
        instance: 'web-1:4242',
      },
      ...origin,
      sessionId: null,
      attributes: { tenant: 'blue' },
    },
  ],
};

const aGroup = {
  fingerprint: '9c1f0e5b7a42',
  kind: 'uncaught',
  name: 'TypeError',
  message: "Cannot read properties of undefined (reading 'total')",
  weight: 412,
  events: 206,
  sessions: 95,
  firstSeenAt: '2026-05-20T13:02:11.000Z',
  lastSeenAt: '2026-05-20T13:58:40.512Z',
  routes: [{ route: '/cart', weight: 400 }],
  releases: [{ release: '1.4.0', weight: 412 }],
  counts: [212, 200],
};
const overTime = { stepSeconds: 1800, times: [FROM_SECONDS, FROM_SECONDS + 1800] };

export const errors: Answer<'errors'> = {
  app: 'shop',
  ...range,
  ...overTime,
  sort: 'weight',
  total: 1,
  offset: 0,
  limit: 20,
  errors: [aGroup],
};

export const error: Answer<'error'> = {
  app: 'shop',
  ...range,
  ...overTime,
  ...aGroup,
  samples: [
    {
      at: aGroup.lastSeenAt,
      kind: aGroup.kind,
      name: aGroup.name,
      message: aGroup.message,
      stack:
        'TypeError: Cannot read properties of undefined\n    at sum (https://shop.example/cart.js:1:4711)',
      environment: 'production',
      release: '1.4.0',
      route: '/cart',
      source: 'browser',
      weight: 2,
      ...origin,
      traceId: null,
    },
  ],
};

const aDeletion = {
  id: '6c0f7a39-65b1-4d7c-9a6f-2a4c1f6f9a10',
  app: 'shop',
  askedBy: 'operations',
  askedAt: TO,
  state: 'finished',
  finishedAt: '2026-05-20T14:00:03.000Z',
  partsToDo: 0,
  failure: null,
} as const;

export const deleteTelemetry: Answer<'deleteTelemetry'> = {
  ...aDeletion,
  kind: 'app',
  before: '2026-04-20T00:00:00.000Z',
  sessionDigest: null,
  measurements: 1_204_120,
  events: 602_060,
  errors: 412,
  rollupRows: 88_120,
  note: 'Alerts and the counts of the ledger stay.',
};

export const deleteSession: Answer<'deleteSession'> = {
  ...aDeletion,
  kind: 'session',
  before: null,
  sessionDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  measurements: 84,
  events: 41,
  errors: 2,
  rollupRows: 0,
  note: 'Rollups stay: they are sums that name no visit.',
};

export const deletions: Answer<'deletions'> = { app: 'shop', deletions: [deleteSession] };
