import { cpus, release, totalmem } from 'node:os';
import type { Figures } from './figures.ts';

/** Prints the figures of a benchmark: for people, or as one line of JSON. */
export function printResult({
  bench,
  figures,
  json,
}: {
  bench: string;
  figures: Figures;
  json: boolean;
}): void {
  const processors = cpus();
  const machine = {
    cores: processors.length,
    cpu: processors[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 1e6),
    node: process.versions.node,
    kernel: release(),
  };
  if (json) {
    process.stdout.write(`${JSON.stringify({ bench, machine, figures })}\n`);
    return;
  }
  process.stdout.write(`${bench} on ${machine.cores} x ${machine.cpu}, Node ${machine.node}\n`);
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'number') {
      process.stdout.write(toLine(name, value));
      continue;
    }
    process.stdout.write(`  ${name}\n`);
    for (const [one, itsValue] of Object.entries(value)) process.stdout.write(toLine(`  ${one}`, itsValue));
  }
}

function toLine(name: string, value: number): string {
  return `  ${name.padEnd(28)} ${value}\n`;
}
