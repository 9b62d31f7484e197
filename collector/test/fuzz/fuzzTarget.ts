import type { EventCounts } from './createCheckingProducer.ts';

/** What a collector saw of itself. */
export interface Look {
  /** What went wrong inside since the last look. */
  readonly complaints: readonly string[];
  /** The events of the app of structured inputs, since the collector started. */
  readonly counts: EventCounts;
  /** How often it crashed or hung since the last look; it was started again. */
  readonly crashes: number;
}

/** A collector to throw inputs at. */
export interface FuzzTarget {
  /** Changes when the collector was started again. */
  readonly port: () => number;
  look(): Promise<Look>;
}
