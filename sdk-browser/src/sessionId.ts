import { randomId } from './randomId.ts';

/** Random id of this visit: made once for a tab and gone with it. None where the page may keep nothing. */
export const sessionId = (): string | undefined => {
  try {
    const kept: string = (sessionStorage['paceline'] ||= randomId());
    return kept;
  } catch {
    // No storage, or no room in it: an id that the next page does not know would be another visit.
    return undefined;
  }
};
