import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { Role } from '../roles/role.ts';
import { parseRoleMessage } from './roleMessage.ts';
import type { RunningService } from './service.ts';

/** A role gets this long to finish what is in flight. */
const STOP_TIMEOUT_MS = 10_000;

export interface SpawnRoleOptions {
  /** Program and arguments that run the command line, without its own arguments. */
  readonly command: readonly string[];
  readonly roles: readonly Role[];
  readonly env: NodeJS.ProcessEnv;
  /** Lets other processes go first: 0 to 19; default 0. */
  readonly niceness?: number;
  /** Ends the process when it comes before the roles serve. */
  readonly signal: AbortSignal;
  readonly onLog: (line: string) => void;
}

/** Starts roles in a process of their own, and resolves once they serve. Rejects with the process's own sentence. */
export async function spawnRole({
  command,
  roles,
  env,
  niceness = 0,
  signal,
  onLog,
}: SpawnRoleOptions): Promise<RunningService> {
  signal.throwIfAborted();
  const [program, ...args] = command;
  if (program === undefined) throw new Error('The command that runs a role is empty.');
  const child = spawn(program, [...args, 'run', ...roles], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C reaches the whole foreground group; the supervisor alone decides who stops when.
    detached: true,
  });
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLog);
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };
  const onAbort = () => void stop();
  signal.addEventListener('abort', onAbort);
  const serving = new Promise<RunningService>((resolve, reject) => {
    let reason: string | undefined;
    child.on('message', (raw) => {
      const message = parseRoleMessage(raw);
      if (message?.type === 'listening') resolve({ child, stop });
      else if (message?.type === 'failed') reason = message.message;
    });
    child.once('error', (error) =>
      reject(new Error(`${roles.join('+')} cannot be started: ${error.message}`)),
    );
    child.once('close', (code, signal) =>
      reject(
        new Error(reason ?? `${roles.join('+')} ended while it started (${signal ?? `exit code ${code}`}).`),
      ),
    );
  });
  return serving.finally(() => signal.removeEventListener('abort', onAbort));
}
