import { describe, expect, it } from 'vitest';
import { createProgress } from './createProgress.ts';

function start(isTTY: boolean) {
  const written: string[] = [];
  let at = 0;
  const progress = createProgress({
    doing: 'Copying',
    totalBytes: 4000,
    output: { isTTY, write: (text) => written.push(text) },
    now: () => at,
  });
  const add = (bytes: number, afterMs: number) => {
    at += afterMs;
    progress.add(bytes);
  };
  return { written, add, end: () => progress.end() };
}

describe('progress', () => {
  it('is one line on a terminal, written over ten times a second at most', () => {
    const { written, add, end } = start(true);
    add(1000, 0);
    add(500, 50);
    add(500, 50);
    end();
    expect(written.map((text) => text.replace('\r\u001b[K', '<'))).toEqual([
      '<Copying: 1.0 kB of 4.0 kB (25 %)',
      '<Copying: 2.0 kB of 4.0 kB (50 %)',
      '<',
    ]);
  });

  it('is a line every ten seconds elsewhere, and none when it is done sooner', () => {
    const { written, add, end } = start(false);
    add(1000, 9_999);
    expect(written).toEqual([]);
    add(1000, 1);
    add(2000, 9_000);
    end();
    expect(written).toEqual(['Copying: 2.0 kB of 4.0 kB (50 %)\n']);
  });
});
