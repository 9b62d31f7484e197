import { type IRedisTransaction, Job, type Queue } from 'bullmq';
import type { DeadLetter } from '../queue.ts';

/**
 * Adds letters to a transaction that its caller completes and executes; `queue` is the one of `DEAD_LETTER_QUEUE`, on the
 * connection of the transaction. A letter whose id is there already changes nothing. The answers of the transaction have to
 * be looked at: a letter that could not be added is an error among them, and does not undo the rest.
 */
export async function addDeadLetters(
  transaction: IRedisTransaction,
  queue: Queue<DeadLetter>,
  letters: readonly DeadLetter[],
): Promise<void> {
  for (const letter of letters) {
    const job = new Job<DeadLetter>(queue, 'dead-letter', letter, { jobId: letter.id }, letter.id);
    // Rejects when the command is not in the transaction; its answer comes with those of the others.
    await job.addJob(transaction);
  }
}
