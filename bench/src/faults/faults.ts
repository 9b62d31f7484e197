import { say } from '../say.ts';
import { runFaults } from './runFaults.ts';

/** Kills, freezes and refuses parts of a platform under load; figures of what was acknowledged, missing and doubled. */
export async function benchFaults({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const seed = Math.floor(Math.random() * 2 ** 32);
  say(`seed ${seed}`);
  const result = await runFaults({ rounds: quick ? 5 : 60, seed, onRound: say });
  return { ...result, seed };
}
