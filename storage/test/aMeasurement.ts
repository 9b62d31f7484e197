import type { ErrorReport, Measurement } from '@paceline/protocol';

import type { AlertTransition } from '../src/index.ts';

/** A server request that took 12 ms; a test names only what matters to it. */
export function aMeasurement(part: Partial<Measurement> & Pick<Measurement, 'at'>): Measurement {
  return {
    app: 'shop',
    environment: 'production',
    release: '1.4.0',
    metric: 'request.duration',
    route: '/orders/:id',
    subject: 'GET',
    source: 'node',
    device: '',
    browser: '',
    country: '',
    connection: '',
    layer: '',
    statusClass: '2xx',
    instance: 'host:1',
    receivedAt: part.at,
    value: 12,
    weight: 1,
    failed: false,
    eventCount: 1,
    sessionId: '',
    batchId: 'batch-1',
    eventIndex: 0,
    traceId: '',
    attributes: '',
    ...part,
  };
}

export function anErrorReport(part: Partial<ErrorReport> & Pick<ErrorReport, 'at'>): ErrorReport {
  return {
    app: 'shop',
    environment: 'production',
    release: '1.4.0',
    route: '/orders/:id',
    source: 'browser',
    kind: 'uncaught',
    name: 'TypeError',
    message: 'x is not a function',
    stack: '',
    fingerprint: 'f1',
    weight: 1,
    sessionId: '',
    batchId: 'batch-1',
    eventIndex: 0,
    traceId: '',
    ...part,
  };
}

export function aTransition(part: Partial<AlertTransition> & Pick<AlertTransition, 'id'>): AlertTransition {
  return {
    incidentId: 'incident-1',
    app: 'shop',
    budgetId: 'api-p95',
    state: 'firing',
    at: Date.UTC(2026, 0, 1),
    value: 250,
    target: 200,
    events: 40,
    ...part,
  };
}
