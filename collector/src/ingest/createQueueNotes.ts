import type { EnqueueResult } from '@paceline/queue';
import type { Logger } from 'pino';

/** Logs that the queue stopped taking batches, and that it takes them again: once each, not for every batch. */
export function createQueueNotes(log: Logger): (result: EnqueueResult) => void {
  let takes = true;
  return function noteQueue(result) {
    if (result.ok === takes) return;
    takes = result.ok;
    if (result.ok) log.info('the queue takes batches again');
    else log.error({ reason: result.reason }, 'the queue takes no batches; senders are asked to come back');
  };
}
