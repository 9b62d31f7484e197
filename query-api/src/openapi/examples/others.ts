import type { Answer } from '../../client/createApiClient.ts';
import { TO } from './parts.ts';

export const alerts: Answer<'alerts'> = {
  alerts: [
    {
      incidentId: '3f0c9e1b-5b0e-4b62-9f43-0a8d1c1f7a55',
      budgetId: 'api-response-time',
      state: 'firing',
      at: '2026-05-20T13:42:10.000Z',
      value: 231.7,
      target: 200,
      events: 1240,
    },
  ],
};

export const ledger: Answer<'ledger'> = {
  app: 'shop',
  received: 1_204_511,
  stored: 1_204_120,
  inFlight: 211,
  deadLettered: 0,
  dropped: {
    invalid: 3,
    'too-old': 0,
    'in-the-future': 0,
    'too-many-events': 0,
    cardinality: 0,
    sampled: 0,
    duplicate: 177,
    discarded: 0,
  },
  refusedRequests: {
    'unknown-key': 0,
    origin: 2,
    'rate-limited': 0,
    unsupported: 0,
    'too-large': 0,
    malformed: 0,
  },
  unknownKeyRequests: 1,
  unaccounted: 0,
  newestStoredAt: TO,
  newestStoredAgeMs: 340,
  store: { state: 'storing', since: '2026-05-18T06:12:44.000Z' },
  queue: { waiting: 2, active: 1, delayed: 0, failed: 0 },
};

export const apps: Answer<'apps'> = { apps: [{ name: 'shop', environments: ['production', 'staging'] }] };

export const metrics: Answer<'metrics'> = {
  metrics: [
    { name: 'vital.lcp', title: 'Largest contentful paint', unit: 'ms', better: 'lower', approximate: false },
  ],
};

export const dimensionValues: Answer<'dimensionValues'> = {
  app: 'shop',
  dimension: 'route',
  values: ['/orders/:id', '/cart', '/'],
};

export const session: Answer<'session'> = {
  name: 'ci',
  apps: ['shop'],
  scopes: ['read'],
  expiresAt: null,
  remember: false,
};

export const signIn: Answer<'signIn'> = {
  name: 'api-token',
  apps: ['shop', 'paceline'],
  scopes: ['read', 'samples', 'export', 'delete'],
  expiresAt: '2026-05-21T02:00:00.000Z',
  remember: false,
};

export const health: Answer<'health'> = { status: 'ok' };

export const readiness: Answer<'readiness'> = {
  status: 'ok',
  checks: { database: 'ok', queue: 'ok, 3 jobs in it' },
};
