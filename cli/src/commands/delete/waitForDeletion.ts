import { setTimeout as wait } from 'node:timers/promises';
import type { ApiFailure, Deletion } from '@paceline/query-api/client';
import { FatalError } from '../../fatalError.ts';
import type { ApiConnection } from '../api/connectApi.ts';
import { formatCount } from '../backup/formatAmount.ts';
import { printable } from '../deadLetters/printable.ts';

export interface WaitOptions {
  readonly api: ApiConnection;
  /** Ends the waiting, not the deletion. */
  readonly signal: AbortSignal;
  readonly output: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Between two looks. */
  readonly everyMs?: number;
  /** How long the API may be away in between: it is started again when it dies. */
  readonly awayMs?: number;
}

/** The most that the API lists. */
const MOST_LISTED = 500;
const COMES_BACK: readonly number[] = [429, 502, 503, 504];

/**
 * Looks at a deletion until it is finished, and tells how far it is.
 *
 * @throws {FatalError} when it was not all begun, or cannot be looked at any more
 */
export async function waitForDeletion(begun: Deletion, options: WaitOptions): Promise<Deletion> {
  const { api, signal, output, everyMs = 1000, awayMs = 60_000 } = options;
  const report = createReport(output);
  const goesOn = `it goes on, and GET /api/v1/apps/${encodeURIComponent(begun.app)}/deletions tells how far it is`;
  let deletion = begun;
  let seenAt = performance.now();
  try {
    while (deletion.state === 'running') {
      report.tell(deletion);
      await wait(everyMs, undefined, { signal });
      const { app, id } = deletion;
      const listed = await api.client.ask('deletions', { app, limit: MOST_LISTED }, signal);
      if (listed.ok) {
        const found = listed.value.deletions.find((each) => each.id === id);
        if (found === undefined) throw new FatalError('the deletion is not on record any more.');
        deletion = found;
        seenAt = performance.now();
      } else if (!mayComeBack(listed.failure) || performance.now() - seenAt > awayMs) {
        const { message } = api.toError(listed.failure, 'delete');
        throw new FatalError(`the deletion cannot be watched any more, ${goesOn}: ${message}`);
      }
    }
  } catch (error) {
    if (signal.aborted) throw new FatalError(`stopped waiting for the deletion; ${goesOn}.`);
    throw error;
  } finally {
    report.end();
  }
  if (deletion.state === 'finished') return deletion;
  throw new FatalError('the deletion failed before all of it was begun: give the same command again.');
}

function mayComeBack(failure: ApiFailure): boolean {
  return (
    failure.reason === 'unreachable' || (failure.reason === 'refused' && COMES_BACK.includes(failure.status))
  );
}

/** A line that is written over on a terminal; elsewhere only what fails is told, once. */
function createReport(output: WaitOptions['output']) {
  const isTerminal = output.isTTY === true;
  let told: string | null = null;
  return {
    tell({ partsToDo, failure }: Deletion): void {
      if (failure !== null && failure !== told) {
        output.write(
          `${isTerminal ? '\r\u001b[K' : ''}The database could not rewrite a part, and goes on trying: ${printable(failure)}\n`,
        );
        told = failure;
      }
      if (isTerminal)
        output.write(`\r\u001b[KDeleting: ${formatCount(partsToDo, 'part')} of tables to rewrite`);
    },
    end(): void {
      if (isTerminal) output.write('\r\u001b[K');
    },
  };
}
