import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { spawnEngine, type SpawnedEngine } from '@paceline/engine';
import { findFreePort } from '../findFreePort.ts';
import { type RunningPlatform, startPlatform } from '../runningPlatform.ts';

export const APP = 'faults';
export const KEY = 'faults-key-0123456789abcdef';

const YAML = `apps:
  - name: ${APP}
    keys: [${KEY}]
    origins: []
`;

/** The whole platform with an engine that can be taken away for as long as one likes. */
export interface FaultyPlatform {
  readonly platform: RunningPlatform;
  /** Address of ClickHouse, with credentials; the same after every restart. */
  readonly clickhouseUrl: string;
  /** Sends a signal to a part; nothing when it is just being started again. */
  signal(part: 'collector' | 'worker' | 'redis', signal: NodeJS.Signals): void;
  /** Kills the engine; connections are refused until it is started again after `awayMs`. */
  killEngine(awayMs: number): Promise<void>;
  /** What the platform printed on its standard error. */
  errors(): string;
  stop(): Promise<void>;
}

export async function startFaultyPlatform(): Promise<FaultyPlatform> {
  const folder = mkdtempSync(join(tmpdir(), 'paceline-faults-'));
  const port = await findFreePort();
  const startEngine = (): Promise<SpawnedEngine> =>
    spawnEngine({
      command: [process.execPath, 'dist/engine.mjs'],
      folder: join(folder, 'clickhouse'),
      password: 'faults',
      port,
    });
  let engine = await startEngine();
  let errors = '';
  const platform = await startPlatform({
    yaml: YAML,
    env: { CLICKHOUSE_URL: engine.url },
    onError: (text) => (errors += text),
  }).catch(async (error: unknown) => {
    await engine.stop();
    throw new Error(`the platform did not start: ${errors}`, { cause: error });
  });
  return {
    platform,
    clickhouseUrl: engine.url,
    signal(part, signal) {
      const pid = platform.processes().get(part);
      if (pid !== undefined) process.kill(pid, signal);
    },
    async killEngine(awayMs) {
      const gone = new Promise((resolve) => engine.child.once('exit', resolve));
      engine.child.kill('SIGKILL');
      await gone;
      await wait(awayMs);
      engine = await startEngine();
    },
    errors: () => errors,
    async stop() {
      await platform.stop();
      await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
