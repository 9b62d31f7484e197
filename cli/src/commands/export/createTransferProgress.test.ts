import { describe, expect, it } from 'vitest';
import { createTransferProgress } from './createTransferProgress.ts';

function record(isTTY: boolean) {
  const written: string[] = [];
  return { written, output: { isTTY, write: (text: string) => written.push(text) } };
}

describe('createTransferProgress', () => {
  it('writes rows, bytes and rate over one line of a terminal, ten times a second at most', () => {
    const { written, output } = record(true);
    let at = 5_000;
    const { add, end } = createTransferProgress({
      counted: { rows: 12_345, atMost: true },
      output,
      now: () => at,
    });
    add(1_000);
    at += 50;
    add(500_000);
    at += 950;
    add(999_000);
    end();
    expect(written).toEqual([
      '\r\u001b[KExporting at most 12,345 rows: 1.0 kB',
      '\r\u001b[KExporting at most 12,345 rows: 1.5 MB, 1.5 MB/s',
      '\r\u001b[K',
    ]);
  });

  it('writes nothing anywhere else', () => {
    const { written, output } = record(false);
    const { add, end } = createTransferProgress({ counted: undefined, output, now: () => 0 });
    add(1_000);
    end();
    expect(written).toEqual([]);
  });
});
