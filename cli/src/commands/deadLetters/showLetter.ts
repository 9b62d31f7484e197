import { FatalError } from '../../fatalError.ts';
import { formatLetter } from './formatLetter.ts';
import { printable } from './printable.ts';
import { terminalColors } from './terminalColors.ts';
import { withDeadLetters } from './withDeadLetters.ts';

/** `paceline dead-letters show`. */
export async function showLetter(id: string, { json }: { readonly json?: boolean }): Promise<void> {
  const letter = await withDeadLetters((deadLetters) => deadLetters.load(id));
  if (letter === undefined) {
    throw new FatalError(
      `there is no dead letter ${printable(id)}: "paceline dead-letters list" tells which there are.`,
    );
  }
  const text =
    json === true ? printable(JSON.stringify(letter, null, 2)) : formatLetter(letter, terminalColors());
  process.stdout.write(`${text}\n`);
}
