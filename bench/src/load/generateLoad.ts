import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadPause, LoadResult } from './load.ts';

export interface RunningLoad {
  readonly result: Promise<LoadResult>;
  /** Lets the generator begin no new requests, or goes on. */
  pause(isPaused: boolean): void;
}

/** Starts a load generator in a process of its own, so that it neither slows what is measured nor this process. */
export function startLoad(order: LoadOrder): RunningLoad {
  const child = fork(fileURLToPath(new URL('./generator.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const result = new Promise<LoadResult>((resolve, reject) => {
    child.once('message', (answer: LoadResult) => resolve(answer));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load generator ended (exit code ${code})`)));
  });
  child.send(order);
  return {
    result,
    pause(isPaused) {
      const told: LoadPause = { isPaused };
      if (child.connected) child.send(told);
    },
  };
}

/** Runs a load generator to its end. */
export function generateLoad(order: LoadOrder): Promise<LoadResult> {
  return startLoad(order).result;
}
