import { NOT_MEASURING } from './notMeasuring.ts';
import type { Options } from './options.ts';
import type { Paceline } from './paceline.ts';
import { parseOptions } from './parseOptions.ts';
import { startMeasuring } from './startMeasuring.ts';

/**
 * Starts to measure this process, and returns what the app can tell it more. Never throws: with
 * options that cannot be used it says so in a process warning and measures nothing.
 */
export function init(options: Options): Paceline {
  const warn = warnOnce(options);
  try {
    const parsed = parseOptions(options);
    if (parsed.ok) return startMeasuring(parsed.settings, warn);
    warn(`Paceline does not measure: ${parsed.problem}`);
  } catch (error) {
    warn(`Paceline does not measure: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
  return NOT_MEASURING;
}

/** Most different problems that are told by process warnings. */
const MAX_WARNINGS = 10;

/** A collector that is away for hours must not fill the app's log. */
function warnOnce(options: Partial<Options> | undefined): (problem: string) => void {
  const told = new Set<string>();
  return (problem) => {
    try {
      if (typeof options?.onProblem === 'function') return options.onProblem(problem);
      if (told.has(problem) || told.size >= MAX_WARNINGS) return;
      told.add(problem);
      process.emitWarning(problem, { type: 'PacelineWarning' });
    } catch {
      // A warning is never worth an error in the app.
    }
  };
}
