import type { Context } from '@paceline/protocol';

/** The visit that a batch belongs to, for those who want it deleted: its page view where the sender knows no visits. */
export function sessionOf({ sessionId, pageViewId }: Context): string {
  return sessionId ?? pageViewId ?? '';
}
