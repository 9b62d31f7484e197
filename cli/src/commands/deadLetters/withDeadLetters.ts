import { createDeadLetters, type DeadLetters } from '@paceline/queue';
import { FatalError } from '../../fatalError.ts';
import { findQueueRedis } from './findQueueRedis.ts';

/**
 * Works on the dead letters of the queue.
 *
 * @throws {FatalError} when the queue cannot be found, or does not do what it is asked
 */
export async function withDeadLetters<Result>(
  work: (deadLetters: DeadLetters) => Promise<Result>,
): Promise<Result> {
  const redisUrl = await findQueueRedis();
  let lost = '';
  const deadLetters = createDeadLetters({
    redisUrl,
    onError: (error) => {
      lost = error instanceof Error ? error.message : String(error);
    },
  });
  try {
    return await work(deadLetters);
  } catch (error) {
    if (error instanceof FatalError) throw error;
    throw new FatalError(explain(error, new URL(redisUrl).host, lost), { cause: error });
  } finally {
    await deadLetters.close();
  }
}

function explain(error: unknown, host: string, lost: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/^(OOM|EXECABORT)\b/.test(message)) {
    return `the queue at ${host} is full: let the workers empty it, or drop dead letters, then try again.`;
  }
  const reasons = [...new Set([message, lost])].filter((reason) => reason !== '');
  return `the queue at ${host} failed: ${reasons.join('; ')}.`;
}
