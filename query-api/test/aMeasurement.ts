import type { Measurement } from '@paceline/protocol';

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
