let depth = 0;
let spentMs = 0;

/**
 * `run`, made so that nothing it throws reaches the page: a measurement is never worth an error in
 * the page that is measured. Its time is counted by {@link takeSpentMs}.
 */
export const guarded =
  <Arguments extends unknown[], Result>(run: (...values: Arguments) => Result) =>
  (...values: Arguments): Result | undefined => {
    const began = performance.now();
    depth++;
    try {
      return run(...values);
    } catch {
      return undefined;
    } finally {
      if (!--depth) spentMs += performance.now() - began;
    }
  };

/** Main-thread milliseconds spent in guarded functions since the last call. */
export const takeSpentMs = (): number => {
  const taken = spentMs;
  spentMs = 0;
  return taken;
};
