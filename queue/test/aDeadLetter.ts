import { randomUUID } from 'node:crypto';
import type { DeadLetter } from '../src/queue.ts';
import { aBatch } from './aBatch.ts';

/** A letter of one event. */
export function aDeadLetter(parts: Partial<DeadLetter> = {}): DeadLetter {
  const app = parts.app ?? 'shop';
  return {
    id: `${randomUUID()}-0`,
    app,
    reason: 'ClickHouse refused the row',
    at: 1_700_000_000_000,
    batch: aBatch({ app }),
    ...parts,
  };
}
