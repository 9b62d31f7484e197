import pc from 'picocolors';
import pino, { type Logger } from 'pino';

const LEVEL_NAMES: Readonly<Record<number, string>> = { 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const WARN = 40;

/** The log line of a pino process; other lines are passed on as they are. */
interface LogLine {
  readonly level: number;
  readonly msg: string;
}

function parseLogLine(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed !== 'object' || parsed === null || !('level' in parsed) || !('msg' in parsed))
      return undefined;
    return typeof parsed.level === 'number' && typeof parsed.msg === 'string'
      ? { level: parsed.level, msg: parsed.msg }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Prints what the child processes log: on a terminal one short line each, else the JSON line itself.
 * Without `verbose`, warnings and worse only.
 */
export function createProcessLog({ verbose, output }: { verbose: boolean; output: NodeJS.WriteStream }) {
  const print = (name: string, line: string) => {
    const entry = parseLogLine(line);
    if (entry === undefined) {
      if (verbose && line.trim() !== '') output.write(`${pc.dim(name)} ${line}\n`);
      return;
    }
    if (!verbose && entry.level < WARN) return;
    if (!output.isTTY) {
      output.write(`${line}\n`);
      return;
    }
    const level = LEVEL_NAMES[entry.level] ?? String(entry.level);
    const coloured =
      entry.level >= 50 ? pc.red(level) : entry.level >= WARN ? pc.yellow(level) : pc.dim(level);
    output.write(`${pc.dim(new Date().toLocaleTimeString())} ${coloured} ${pc.dim(name)} ${entry.msg}\n`);
  };
  return {
    /** The receiver of one child's lines. */
    of: (name: string) => (line: string) => print(name, line),
    /** The supervisor's own logger. */
    own: (): Logger =>
      pino(
        { base: { role: 'supervisor' } },
        { write: (line: string) => print('supervisor', line.trimEnd()) },
      ),
  };
}
