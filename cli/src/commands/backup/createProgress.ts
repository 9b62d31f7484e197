import { formatBytes } from './formatAmount.ts';

/** Tells how far it is. */
export interface Progress {
  readonly add: (bytes: number) => void;
  /** Takes the line back, where it was one that is written over. */
  readonly end: () => void;
}

export interface ProgressOptions {
  /** What is done, as `Copying`. */
  readonly doing: string;
  readonly totalBytes: number;
  readonly output: { write(text: string): unknown; readonly isTTY?: boolean };
  /** Milliseconds; of any clock that goes forward. */
  readonly now: () => number;
}

/** Between two states of the line on a terminal. */
const TERMINAL_EVERY_MS = 100;
/** Between two lines elsewhere. */
const LINE_EVERY_MS = 10_000;

/** One line that is written over on a terminal, and now and then a line where the output is kept. */
export function createProgress({ doing, totalBytes, output, now }: ProgressOptions): Progress {
  const isTerminal = output.isTTY === true;
  const every = isTerminal ? TERMINAL_EVERY_MS : LINE_EVERY_MS;
  let done = 0;
  let saidAt = isTerminal ? -Infinity : now();
  return {
    add(bytes) {
      done += bytes;
      if (now() - saidAt < every) return;
      saidAt = now();
      const percent = totalBytes === 0 ? 100 : Math.min(100, Math.floor((done / totalBytes) * 100));
      const text = `${doing}: ${formatBytes(done)} of ${formatBytes(totalBytes)} (${percent} %)`;
      output.write(isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    },
    end() {
      if (isTerminal) output.write('\r\u001b[K');
    },
  };
}
