import type { DeadLetter, DeadLetters } from '@paceline/queue';
import { formatLetterList } from './formatLetterList.ts';
import { printable } from './printable.ts';
import { terminalColors } from './terminalColors.ts';
import { withDeadLetters } from './withDeadLetters.ts';

/** `paceline dead-letters list`. */
export async function listLetters({
  app,
  limit,
  json,
}: {
  readonly app?: string;
  readonly limit: number;
  readonly json?: boolean;
}): Promise<void> {
  const page = await withDeadLetters((deadLetters) =>
    deadLetters.list({ limit, ...(app === undefined ? {} : { app }) }),
  );
  const text = json === true ? printable(JSON.stringify(page, null, 2)) : forPeople(page, app);
  process.stdout.write(`${text}\n`);
}

function forPeople(
  { total, letters }: Awaited<ReturnType<DeadLetters['list']>>,
  app: string | undefined,
): string {
  const of = app === undefined ? '' : ` of ${printable(app)}`;
  if (total === 0) return `There are no dead letters${of}.`;
  const { isTTY, columns } = process.stdout;
  const style = { colors: terminalColors(), width: isTTY ? columns : undefined };
  return `${formatLetterList(letters, style)}\n\n${countOf(letters, total)}${of}, oldest first.`;
}

function countOf(shown: readonly DeadLetter[], total: number): string {
  const noun = total === 1 ? 'dead letter' : 'dead letters';
  return shown.length < total ? `${shown.length} of ${total} ${noun}` : `${total} ${noun}`;
}
