import type { Lane, Lease } from './lane.ts';

/**
 * All slots of a lane at once, so that nothing runs on it until they are released. Waits for what runs and for what has been
 * waiting; what comes later waits behind.
 *
 * Rejects as `acquire` does, with nothing held.
 */
export async function acquireAll<Slot>(
  lane: Lane<Slot>,
  signal: AbortSignal,
): Promise<readonly Lease<Slot>[]> {
  const asked = Array.from({ length: lane.size }, () => lane.acquire(signal));
  const outcomes = await Promise.allSettled(asked);
  const leases = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  if (refused === undefined) return leases;
  for (const lease of leases) lease.release();
  throw refused.reason;
}
