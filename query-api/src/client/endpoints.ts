/**
 * Where everything is that the API answers. The names are the `operationId`s of its description, from which `contract.ts` is
 * made; routes and the client take their paths from here. `{name}` stands for a part that the question fills in.
 */
export const ENDPOINTS = {
  summary: { method: 'get', path: '/api/v1/summary' },
  series: { method: 'get', path: '/api/v1/series' },
  table: { method: 'get', path: '/api/v1/table' },
  histogram: { method: 'get', path: '/api/v1/histogram' },
  heatmap: { method: 'get', path: '/api/v1/heatmap' },
  compare: { method: 'get', path: '/api/v1/compare' },
  budgets: { method: 'get', path: '/api/v1/budgets' },
  samples: { method: 'get', path: '/api/v1/samples' },
  errors: { method: 'get', path: '/api/v1/errors' },
  error: { method: 'get', path: '/api/v1/errors/{fingerprint}' },
  alerts: { method: 'get', path: '/api/v1/alerts' },
  ledger: { method: 'get', path: '/api/v1/ledger' },
  apps: { method: 'get', path: '/api/v1/apps' },
  metrics: { method: 'get', path: '/api/v1/metrics' },
  dimensionValues: { method: 'get', path: '/api/v1/dimensions/{dimension}' },
  exportRows: { method: 'get', path: '/api/v1/export' },
  deleteTelemetry: { method: 'delete', path: '/api/v1/apps/{app}/telemetry' },
  deleteSession: { method: 'delete', path: '/api/v1/apps/{app}/sessions/{sessionId}' },
  deletions: { method: 'get', path: '/api/v1/apps/{app}/deletions' },
  live: { method: 'get', path: '/api/v1/live' },
  session: { method: 'get', path: '/api/v1/session' },
  signIn: { method: 'post', path: '/api/v1/session' },
  signOut: { method: 'delete', path: '/api/v1/session' },
  health: { method: 'get', path: '/healthz' },
  readiness: { method: 'get', path: '/readyz' },
  figures: { method: 'get', path: '/metrics' },
} as const;

export type EndpointName = keyof typeof ENDPOINTS;
