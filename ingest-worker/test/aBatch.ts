import type { AcceptedBatch } from '@paceline/protocol';

/** A batch as the collector passes it on; name only what matters. */
export function aBatch(parts: Partial<AcceptedBatch> = {}): AcceptedBatch {
  return {
    app: 'shop',
    batchId: 'batch-0001',
    receivedAt: Date.UTC(2026, 0, 1),
    environment: 'production',
    release: '1.4.0',
    source: 'node',
    context: {},
    events: [],
    ...parts,
  };
}
