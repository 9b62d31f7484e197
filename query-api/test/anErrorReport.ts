import type { ErrorReport } from '@paceline/protocol';

/** An uncaught error of a page; a test names only what matters to it. */
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
