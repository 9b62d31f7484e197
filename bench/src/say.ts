/** Tells people how far a benchmark is; not for programs, which read the standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
