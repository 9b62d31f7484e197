import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processMemoryMb } from './processMemory.ts';
import { processTree } from './processTree.ts';

const PORT = 46_123;

/** What a part of the platform is called, by a piece of its command line. */
const NAMES: readonly (readonly [piece: string, name: string])[] = [
  ['redis-server', 'redis'],
  ['valkey-server', 'redis'],
  ['engine.mjs', 'engine'],
  ['run collector', 'collector'],
  ['run worker', 'worker'],
  ['paceline.mjs up', 'supervisor'],
];

/** Starts the platform on an empty folder as its user does, until it prints that it is ready, and weighs its processes. */
export async function benchStart({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const rounds = quick ? 1 : 5;
  const seconds: number[] = [];
  let memory: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    const result = await startOnce();
    seconds.push(result.readySeconds);
    for (const [name, mb] of Object.entries(result.memory))
      memory = { ...memory, [name]: Math.max(memory[name] ?? 0, mb) };
  }
  seconds.sort((a, b) => a - b);
  const sizes = Object.entries(memory).filter(([name]) => name !== 'npm');
  return {
    readySeconds: rounded(seconds[Math.floor(seconds.length / 2)] ?? Number.NaN),
    worstReadySeconds: rounded(seconds.at(-1) ?? Number.NaN),
    largestProcessRssMb: rounded(Math.max(...sizes.map(([, mb]) => mb))),
    totalRssMb: rounded(sizes.reduce((sum, [, mb]) => sum + mb, 0)),
    ...Object.fromEntries(sizes.map(([name, mb]) => [`${name}RssMb`, rounded(mb)])),
  };
}

const rounded = (value: number) => Math.round(value * 100) / 100;

async function startOnce(): Promise<{ readySeconds: number; memory: Record<string, number> }> {
  const folder = mkdtempSync(join(tmpdir(), 'paceline-bench-'));
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['scripts/paceline.mjs', 'up', '--no-install'], {
    env: { ...process.env, PACELINE_PORT: String(PORT), PACELINE_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.includes('Paceline is ready')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`Paceline ended while it started (exit code ${code}).`)));
    });
    const readySeconds = (performance.now() - startedAt) / 1000;
    const memory: Record<string, number> = {};
    for (const { pid, commandLine } of processTree(child.pid ?? 0)) {
      const name = NAMES.find(([piece]) => commandLine.includes(piece))?.[1] ?? 'other';
      memory[name] = (memory[name] ?? 0) + (processMemoryMb(pid) ?? 0);
    }
    return { readySeconds, memory };
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}
