import { readFileSync } from 'node:fs';

/** Resident memory of a process in megabytes (10^6 bytes), from /proc; `undefined` where there is none. */
export function processMemoryMb(pid: number): number | undefined {
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? undefined : (Number(match[1]) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
