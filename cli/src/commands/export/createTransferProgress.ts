import { formatBytes, formatCount } from '../backup/formatAmount.ts';
import type { Progress } from '../backup/createProgress.ts';

/** Rows that are on their way. */
export interface CountedRows {
  readonly rows: number;
  /** Whether fewer may come. */
  readonly atMost: boolean;
}

export interface TransferProgressOptions {
  /** Absent: not known. */
  readonly counted: CountedRows | undefined;
  /** Absent: nobody is told. */
  readonly output: { write(text: string): unknown; readonly isTTY?: boolean } | undefined;
  /** Milliseconds; of any clock that goes forward. */
  readonly now: () => number;
}

/** Between two states of the line. */
const EVERY_MS = 100;

/** Bytes and rate of something of unknown size, on one line that is written over; only on a terminal. */
export function createTransferProgress({ counted, output, now }: TransferProgressOptions): Progress {
  if (output?.isTTY !== true) return { add: () => undefined, end: () => undefined };
  const what = counted === undefined ? '' : ` ${formatRows(counted)}`;
  const startedAt = now();
  let saidAt = -Infinity;
  let bytes = 0;
  return {
    add(more) {
      bytes += more;
      const at = now();
      if (at - saidAt < EVERY_MS) return;
      saidAt = at;
      const seconds = (at - startedAt) / 1000;
      const rate = seconds > 0 ? `, ${formatBytes(Math.round(bytes / seconds))}/s` : '';
      output.write(`\r\u001b[KExporting${what}: ${formatBytes(bytes)}${rate}`);
    },
    end() {
      output.write('\r\u001b[K');
    },
  };
}

/** As `12,345 rows`, or `at most 12,345 rows`. */
export function formatRows({ rows, atMost }: CountedRows): string {
  return `${atMost ? 'at most ' : ''}${formatCount(rows, 'row')}`;
}
