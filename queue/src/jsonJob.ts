import { Job, type Queue } from 'bullmq';
import type { BatchJobPayload } from './batchQueue.ts';

const BEGIN = Buffer.from('{"batches":[');
const COMMA = Buffer.from(',');
const END = Buffer.from(']}');

/**
 * A job whose data is JSON already. Batches become bytes when they arrive: as objects they would live until their job is sent,
 * which costs the garbage collector more than writing them, and BullMQ would write all of them at once.
 */
export class JsonJob extends Job<BatchJobPayload> {
  readonly #data: Buffer;

  /** `batches` are batches as JSON, in UTF-8. */
  constructor(queue: Queue<BatchJobPayload>, batches: readonly Buffer[], jobId: string) {
    super(queue, 'batches', { batches: [] }, { jobId }, jobId);
    const parts = batches.flatMap((batch, index) => (index === 0 ? batch : [COMMA, batch]));
    this.#data = Buffer.concat([BEGIN, ...parts, END]);
  }

  override asJSON(): ReturnType<Job<BatchJobPayload>['asJSON']> {
    // BullMQ passes the data on to Redis as it is, for which bytes are as good as a text, and cheaper.
    const data: unknown = this.#data;
    return { ...super.asJSON(), data: data as string };
  }
}
