import type { IRedisTransaction } from 'bullmq';
import type { Redis } from 'ioredis';

/**
 * Runs a transaction, and gives the answer of its last command.
 *
 * ioredis takes a script as known to a connection once it was written there, also when its transaction was refused and never
 * ran; the next transaction would then lose that command and run the others. So a connection on which one was refused is
 * given up for a new one.
 *
 * @throws {Error} when Redis did not answer, refused the transaction or one of its commands
 */
export async function runTransaction(redis: Redis, transaction: IRedisTransaction): Promise<unknown> {
  try {
    const answers = await transaction.exec();
    if (answers === null) throw new Error('Redis did not run the transaction.');
    for (const [error] of answers) if (error !== null) throw error;
    return answers.at(-1)?.[1];
  } catch (error) {
    if (redis.status === 'ready') redis.disconnect(true);
    throw error;
  }
}
