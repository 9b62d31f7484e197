import { FatalError } from '../../fatalError.ts';
import { connectApi } from '../api/connectApi.ts';
import { WrongUsage } from '../api/wrongUsage.ts';
import { createStopSignal } from '../createStopSignal.ts';
import { askForWord } from './askForWord.ts';
import { formatDeletion } from './formatDeletion.ts';
import { waitForDeletion } from './waitForDeletion.ts';

/** What is to go: an app, or what it measured before a time, or one of its visits. */
export type DeletionTarget =
  | { readonly app: string; readonly before: string | undefined }
  | { readonly app: string; readonly sessionId: string };

/**
 * `paceline delete`: removes what is stored and waits until it is gone from every answer.
 *
 * @param isAgreed whether nobody needs to be asked
 * @throws {WrongUsage} when it cannot work as it was called
 * @throws {FatalError} when it was not done, or nobody knows
 */
export async function deleteStored(
  target: DeletionTarget,
  { isAgreed }: { readonly isAgreed: boolean },
): Promise<void> {
  if ('sessionId' in target && target.sessionId === '') throw new WrongUsage('the id of the visit is empty.');
  if (!isAgreed) await assertWanted(target);
  const api = await connectApi();
  const signal = createStopSignal();
  const { app } = target;
  const begun = await ('sessionId' in target
    ? api.client.ask('deleteSession', { app, sessionId: target.sessionId }, signal)
    : api.client.ask('deleteTelemetry', { app, confirm: app, before: target.before }, signal));
  if (!begun.ok) {
    if (signal.aborted) {
      throw new FatalError('stopped; if it was begun it goes on: the same command tells how it stands.');
    }
    throw api.toError(begun.failure, 'delete');
  }
  const finished = await waitForDeletion(begun.value, { api, signal, output: process.stderr });
  process.stdout.write(formatDeletion(finished));
}

async function assertWanted(target: DeletionTarget): Promise<void> {
  const { app } = target;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new WrongUsage('what is deleted cannot be brought back: add --yes.');
  }
  const what = 'sessionId' in target ? 'this visit' : everythingOf(target.before);
  const question = `What is stored of ${what} goes for good. Type the name of the app (${app}) to go on: `;
  const isWanted = await askForWord(app, { question, input: process.stdin, output: process.stderr });
  if (!isWanted) throw new FatalError('nothing was deleted.');
}

function everythingOf(before: string | undefined): string {
  return before === undefined ? 'the app' : `the app from before ${before}`;
}
