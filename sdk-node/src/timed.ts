/**
 * Runs `fn`, and tells `done` how long it took, in milliseconds, and whether it succeeded. The
 * result, or what it throws, is passed on; of a promise, when it settles.
 */
export function timed<Result>(fn: () => Result, done: (durationMs: number, ok: boolean) => void): Result {
  const startedAt = performance.now();
  const finish = (ok: boolean) => done(performance.now() - startedAt, ok);
  let result: Result;
  try {
    result = fn();
  } catch (error) {
    finish(false);
    throw error;
  }
  if (!isThenable(result)) {
    finish(true);
    return result;
  }
  // The derived promise is returned, so that a rejection that nobody handles stays unhandled.
  return result.then(
    (value: unknown) => {
      finish(true);
      return value;
    },
    (error: unknown) => {
      finish(false);
      throw error;
    },
  ) as Result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
