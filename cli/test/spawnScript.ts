import { type ChildProcess, spawn } from 'node:child_process';
import type { RunningService } from '../src/supervisor/service.ts';

/** A real child process that runs a line of JavaScript until it is stopped. */
export function spawnScript(script: string): RunningService & { child: ChildProcess } {
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  return {
    child,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Runs until it is told to stop. */
export const FOREVER = 'setInterval(() => {}, 1000)';
