import { readdirSync, readFileSync } from 'node:fs';

export interface TreeProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** The process `root` and everything it started, from /proc. */
export function processTree(root: number): readonly TreeProcess[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {
      // It ended while it was looked at.
    }
  }
  const found: TreeProcess[] = [];
  const visit = (pid: number) => {
    found.push({ pid, commandLine: commandLineOf(pid) });
    for (const child of children.get(pid) ?? []) visit(child);
  };
  visit(root);
  return found;
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
