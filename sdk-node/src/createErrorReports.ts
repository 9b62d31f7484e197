import { MAX_ERRORS_PER_FLUSH } from './limits.ts';
import { toErrorEvent, type ErrorEvent } from './toErrorEvent.ts';

/** Errors since the last flush, in which equal ones take one place. */
export interface ErrorReports {
  add(kind: ErrorEvent['kind'], error: unknown, at: number): void;
  /** Takes everything out. */
  take(): readonly ErrorEvent[];
}

/** An error that is thrown in a loop costs one event a flush, weighted by how often it came. */
export function createErrorReports(): ErrorReports {
  let byFingerprint = new Map<string, ErrorEvent>();
  return {
    add(kind, error, at) {
      const event = toErrorEvent(kind, error, at);
      const waiting = byFingerprint.get(event.fingerprint);
      if (waiting !== undefined) waiting.weight = (waiting.weight ?? 1) + 1;
      else if (byFingerprint.size < MAX_ERRORS_PER_FLUSH) byFingerprint.set(event.fingerprint, event);
    },
    take() {
      const taken = [...byFingerprint.values()];
      byFingerprint = new Map();
      return taken;
    },
  };
}
