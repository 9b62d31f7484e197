import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnEngine } from '@paceline/engine';
import { say } from '../say.ts';
import { runSketch } from './runSketch.ts';

const FULL = { rollups: 1_000, busy: 1_000, quiet: 100 };
/** As many rollups, so that as much is merged. */
const QUICK = { rollups: 1_000, busy: 100, quiet: 10 };

/**
 * The percentiles that are read from merged rollups, against those of the values themselves, in the embedded engine: ours
 * (weights by logarithmic bin), and the t-digest and DDSketch of ClickHouse on the same values. Bytes a rollup on disk, and the
 * time to merge and read all rollups.
 */
export async function benchSketch({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'paceline-bench-'));
  const engine = await spawnEngine({
    command: [process.execPath, 'dist/engine.mjs'],
    folder: join(folder, 'engine'),
    password: randomBytes(16).toString('hex'),
    onLog: (line) => say(`engine: ${line}`),
  });
  try {
    const { figures } = await runSketch({
      clickhouseUrl: engine.url,
      sizes: quick ? QUICK : FULL,
      reads: quick ? 15 : 50,
      onShape: say,
    });
    return { ...figures };
  } finally {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
