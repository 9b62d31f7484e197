import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { pid as ownPid, platform } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree } from '../../processTree.ts';

export interface ReservedCore {
  /** Whether there is a core to reserve, and a means to; without, figures scatter more. */
  readonly isReserved: boolean;
  /**
   * Gives the core to the main thread of the page that shows `PAGE_TO_FIND`, for as long as its process lives. Comes before the
   * page is slowed down: to move it afterwards is too late.
   */
  giveToPage(): Promise<void>;
  release(): void;
}

/** Chromium does not tell which process a page is in; this one has a worker, and so its process a thread that no other has. */
export const PAGE_TO_FIND =
  '<!doctype html><title>Empty</title><script>new Worker(URL.createObjectURL(new Blob([])))</script>';

/** Names of threads are cut off after 15 characters. */
const WORKER_THREAD = 'DedicatedWorker thread'.slice(0, 15);

/**
 * Keeps the first core free of this process and of all that it starts from now on, for one thread to be measured on.
 *
 * Chromium slows a thread down by interrupting it often, and keeping it busy for a multiple of the time since the last interruption:
 * whatever takes the core away in between is multiplied along with it. Without this, the same script took from 1 to 20 ms on a virtual
 * machine with two cores, and a page stood still for a second or two after its thread had moved from one core to the other.
 */
export function reserveCore(): ReservedCore {
  const cores = cpus().length;
  const others = `1-${cores - 1}`;
  const isReserved = platform === 'linux' && cores > 1 && moveOwn(others);
  return {
    isReserved,
    giveToPage: async () => {
      if (!isReserved) return;
      for (let tries = 0; tries < 200; tries += 1) {
        const found = processTree(ownPid).find(({ pid }) => threadNames(pid).includes(WORKER_THREAD));
        if (found !== undefined) {
          // The main thread of a process has the number of the process.
          taskset('-cp', '0', String(found.pid));
          return;
        }
        await sleep(10);
      }
      throw new Error('the process of the page is not found');
    },
    release: () => {
      if (isReserved) moveOwn(`0-${cores - 1}`);
    },
  };
}

/** With all threads of this process; what it starts from then on is where it is. */
function moveOwn(cpuList: string): boolean {
  return taskset('-acp', cpuList, String(ownPid));
}

function threadNames(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((id) =>
      readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim(),
    );
  } catch {
    // The process or one of its threads ended while it was looked at.
    return [];
  }
}

function taskset(...args: readonly string[]): boolean {
  return spawnSync('taskset', args, { stdio: 'ignore' }).status === 0;
}
