import type { DeadLetters } from '@paceline/queue';
import { FatalError } from '../../fatalError.ts';
import { printable } from './printable.ts';
import { withDeadLetters } from './withDeadLetters.ts';

/** Which letters: some, or all, or all of an app. */
export type Selection =
  | { readonly ids: readonly string[] }
  | { readonly all: true; readonly app: string | undefined };

const PAST = { replay: 'replayed', drop: 'dropped' } as const;
/** Letters that are read at a time. */
const PAGE = 1_000;
/** Letters between two lines that tell how far it is. */
const PROGRESS_EVERY = 500;

/**
 * `paceline dead-letters replay` and `drop`. Those that are there when it begins: a replayed event that fails again is a new
 * letter.
 *
 * @throws {FatalError} when a named letter is not there; the others are done all the same
 */
export async function settleLetters(action: 'replay' | 'drop', selection: Selection): Promise<void> {
  await withDeadLetters(async (deadLetters) => {
    const ids = 'ids' in selection ? [...new Set(selection.ids)] : await listIds(deadLetters, selection.app);
    const missing = await settleEach(deadLetters, action, ids);
    const done = ids.length - missing.length;
    process.stdout.write(`${done} ${done === 1 ? 'dead letter' : 'dead letters'} ${PAST[action]}.\n`);
    if (missing.length === 0) return;
    if ('ids' in selection) {
      throw new FatalError(`not there, or not any more: ${missing.map(printable).join(', ')}.`);
    }
    process.stderr.write(`${missing.length} more were gone when it was their turn.\n`);
  });
}

/** @returns those that were not there */
async function settleEach(
  deadLetters: DeadLetters,
  action: 'replay' | 'drop',
  ids: readonly string[],
): Promise<readonly string[]> {
  const missing: string[] = [];
  let looked = 0;
  try {
    for (const id of ids) {
      if (!(await deadLetters[action](id))) missing.push(id);
      looked += 1;
      if (looked % PROGRESS_EVERY === 0 && looked < ids.length) {
        process.stderr.write(`${looked} of ${ids.length} ...\n`);
      }
    }
  } catch (error) {
    if (looked > 0) {
      const done = looked - missing.length;
      process.stderr.write(
        `${done} of ${ids.length} ${PAST[action]} before it failed; the same command goes on with the rest.\n`,
      );
    }
    throw error;
  }
  return missing;
}

async function listIds(deadLetters: DeadLetters, app: string | undefined): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const { letters } = await deadLetters.list({ limit: PAGE, offset });
    for (const letter of letters) if (app === undefined || letter.app === app) ids.add(letter.id);
    if (letters.length === 0) return [...ids];
  }
}
