/** `run`, made so that nothing it throws reaches the page. */
export const guarded =
  <Arguments extends unknown[]>(run: (...values: Arguments) => void) =>
  (...values: Arguments): void => {
    try {
      run(...values);
    } catch {
      // A measurement is never worth an error in the page that is measured.
    }
  };
