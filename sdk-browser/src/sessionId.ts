import { guarded } from './guarded.ts';
import { randomId } from './randomId.ts';

/** Random id of this visit: made once for a tab and gone with it. None where the page may keep nothing. */
export const sessionId = guarded((): string => (sessionStorage['paceline'] ||= randomId()) as string);
