import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BUNDLE = fileURLToPath(new URL('../../dist/paceline.mjs', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command line; `finished` has what it printed. */
export function spawnPaceline(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const child = spawn(process.execPath, [BUNDLE, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const finished = once(child, 'close').then(() => ({ code: child.exitCode, ...printed }));
  return { child, finished };
}

/** Runs the built command line to its end. */
export async function runPaceline(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  return spawnPaceline(words, env).finished;
}
