import { Job, type Queue } from 'bullmq';
import type { BatchJobPayload } from './batchQueue.ts';

/**
 * A job whose data is JSON already. Batches become text when they arrive: as objects they would live until their job is sent,
 * which costs the garbage collector more than writing them, and BullMQ would write them all at once.
 */
export class TextJob extends Job<BatchJobPayload> {
  readonly #text: string;

  /** `text` is the JSON of a {@link BatchJobPayload}. */
  constructor(queue: Queue<BatchJobPayload>, text: string, jobId: string) {
    super(queue, 'batches', { batches: [] }, { jobId }, jobId);
    this.#text = text;
  }

  override asJSON(): ReturnType<Job<BatchJobPayload>['asJSON']> {
    return { ...super.asJSON(), data: this.#text };
  }
}
