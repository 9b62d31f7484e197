import type { DeadLetter } from '@paceline/queue';
import { formatTime } from './formatTime.ts';
import { printable } from './printable.ts';
import type { Colors } from './terminalColors.ts';

interface ListStyle {
  readonly colors: Colors;
  /** Characters of a line; longer ones are cut. None where lines may be of any length. */
  readonly width: number | undefined;
}

const TITLES = ['ID', 'APP', 'WHEN', 'REASON'] as const;

/** Letters in aligned columns, a line each. */
export function formatLetterList(letters: readonly DeadLetter[], { colors, width }: ListStyle): string {
  const rows = [
    TITLES,
    ...letters.map(({ id, app, at, reason }) => [id, app, formatTime(at), oneLine(reason)]),
  ].map((cells) => cells.map(printable));
  const widths = TITLES.map((_title, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells, row) => {
      const padded = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0));
      const line = cut(padded.join('  ').trimEnd(), width);
      return row === 0 ? colors.dim(line) : line;
    })
    .join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function cut(line: string, width = Infinity): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
