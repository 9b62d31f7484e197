/** A child that lived this long counts as healthy; its next restart is immediate again. */
export const HEALTHY_AFTER_MS = 30_000;

const LONGEST_DELAY_MS = 5_000;

/**
 * How long to wait before restarting a child: at once after a healthy life, else 100 ms doubled for
 * every early death in a row, up to 5 s.
 */
export function restartDelayMs(earlyDeaths: number): number {
  return earlyDeaths === 0 ? 0 : Math.min(LONGEST_DELAY_MS, 100 * 2 ** (earlyDeaths - 1));
}
