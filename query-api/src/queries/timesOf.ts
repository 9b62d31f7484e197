import type { Points } from '../asking/chooseStep.ts';

/** Starts of the points, in epoch seconds. */
export function timesOf({ fromSeconds, toSeconds, stepSeconds }: Points): number[] {
  return Array.from(
    { length: (toSeconds - fromSeconds) / stepSeconds },
    (_, index) => fromSeconds + index * stepSeconds,
  );
}
