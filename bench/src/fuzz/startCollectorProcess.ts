import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FuzzTarget, Look } from '../../../collector/test/fuzz/fuzzTarget.ts';

/** Memory of the collector's process after a garbage collection, in megabytes (10^6 bytes). */
export interface Weight {
  readonly rss: number;
  /** What its JavaScript holds: heap and buffers. */
  readonly used: number;
}

export interface CollectorProcess extends FuzzTarget {
  weigh(): Promise<Weight>;
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('fuzzedCollectorMain.ts', import.meta.url));
/** A collector that says nothing for so long hangs. */
const MOST_SILENT_MS = 60_000;

/** A collector in a process of its own, which is started again when it crashes or hangs. */
export async function startCollectorProcess(): Promise<CollectorProcess> {
  let current = await start();

  /** `undefined` when the process is gone, or had to be ended. */
  async function ask(question: 'look' | 'weigh'): Promise<unknown> {
    const { child } = current;
    if (!child.connected || child.exitCode !== null || child.signalCode !== null) return undefined;
    const answer = nextMessage(child);
    // One that ends just now cannot be asked any more, and its end is what is answered.
    child.send(question, () => undefined);
    return answer;
  }

  return {
    port: () => current.port,
    async look() {
      const look = await ask('look');
      if (isLook(look)) return look;
      const complaint = `the collector ended: ${await endOf(current.child)}`;
      current = await start();
      return { complaints: [complaint], counts: { accepted: 0, dropped: 0 }, crashes: 1 };
    },
    async weigh() {
      const weight = await ask('weigh');
      if (!isWeight(weight)) throw new Error('The collector ended while nothing was sent to it.');
      return weight;
    },
    async stop() {
      await endOf(current.child);
    },
  };
}

async function start(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(MAIN, {
    execArgv: ['--conditions=paceline-source', '--import', 'tsx', '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const started = await nextMessage(child);
  if (!isStarted(started)) throw new Error('The collector to be fuzzed did not start; its output says why.');
  return { child, port: started.port };
}

/** What the process says next; `undefined` when it ends or says nothing. */
function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const settle = (message?: unknown) => {
      clearTimeout(silence);
      child.off('message', settle).off('exit', onExit);
      resolve(message);
    };
    const onExit = () => settle();
    const silence = setTimeout(settle, MOST_SILENT_MS);
    child.on('message', settle).on('exit', onExit);
  });
}

/** How the process ended; one that still runs is ended. */
async function endOf(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  return child.signalCode ?? `exit code ${child.exitCode}`;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isStarted = (value: unknown): value is { port: number } => isObject(value) && 'port' in value;
const isLook = (value: unknown): value is Look => isObject(value) && 'complaints' in value;
const isWeight = (value: unknown): value is Weight => isObject(value) && 'rss' in value;
