import type { Queue } from 'bullmq';
import { LEDGER_FIELDS, ledgerKey } from '../ledger/ledgerKeys.ts';
import type { DeadLetter } from '../queue.ts';

/** Where the event of a letter goes when the letter is taken away. */
interface Destination {
  /** Of the ledger. */
  readonly field: string;
  /** Key of the job that takes the event over, if one does. */
  readonly jobKey?: string;
}

/**
 * Removes a letter and counts its event where it went. Nothing happens, and the answer is 0, when the letter is not among the
 * waiting ones, or when the job that was to take its event over is not there.
 *
 * Sent as a whole each time: a script that Redis turns out not to know would fail alone, and the rest of its transaction
 * would not.
 */
const SCRIPT = `
local wait, letter, ledger, replacement = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
if replacement and redis.call('EXISTS', replacement) == 0 then return 0 end
if redis.call('LREM', wait, -1, ARGV[1]) == 0 then return 0 end
redis.call('DEL', letter, letter .. ':logs', letter .. ':dependencies', letter .. ':processed', letter .. ':failed',
  letter .. ':unsuccessful')
redis.call('HINCRBY', ledger, '${LEDGER_FIELDS.deadLettered}', -1)
redis.call('HINCRBY', ledger, ARGV[2], 1)
return 1`;

/** Arguments of the command `EVAL` that takes a letter away; it answers 1 when the letter was there. */
export function takeLetter(
  queue: Queue<DeadLetter>,
  prefix: string,
  { id, app }: DeadLetter,
  { field, jobKey }: Destination,
): [script: string, keyCount: number, ...rest: string[]] {
  const keys = [queue.toKey('wait'), queue.toKey(id), ledgerKey(prefix, app)];
  if (jobKey !== undefined) keys.push(jobKey);
  return [SCRIPT, keys.length, ...keys, id, field];
}
