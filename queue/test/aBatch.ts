import { randomUUID } from 'node:crypto';
import type { AcceptedBatch } from '@paceline/protocol';

/** A batch of one request. */
export function aBatch(parts: Partial<AcceptedBatch> = {}): AcceptedBatch {
  return {
    app: 'shop',
    batchId: randomUUID(),
    receivedAt: 1_700_000_000_000,
    environment: 'production',
    release: '',
    source: 'node',
    context: {},
    events: [
      { type: 'request', at: 1_700_000_000_000, side: 'server', method: 'GET', status: 200, durationMs: 3 },
    ],
    ...parts,
  };
}
