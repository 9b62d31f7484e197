import { z } from 'zod';
import type { RunningPlatform } from './runningPlatform.ts';

const ledgerSchema = z.object({
  received: z.number(),
  stored: z.number().nullable(),
  inFlight: z.number(),
  deadLettered: z.number(),
  dropped: z.record(z.string(), z.number()),
  unaccounted: z.number().nullable(),
});
export type Ledger = z.infer<typeof ledgerSchema>;

/** What the platform says became of an app's events; `undefined` while it cannot say. */
export async function loadLedger(
  platform: Pick<RunningPlatform, 'ask'>,
  app: string,
): Promise<Ledger | undefined> {
  try {
    const answer = await platform.ask(`/api/v1/ledger?app=${app}`);
    return answer.ok ? ledgerSchema.parse(await answer.json()) : undefined;
  } catch {
    return undefined;
  }
}
