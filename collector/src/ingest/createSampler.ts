import { type Envelope, MOST_WEIGHT, type TelemetryEvent } from '@paceline/protocol';

/** Keeps a share of what an app sends. */
export interface Sampler {
  /** Whether the events of a batch are kept. Those of one page view are kept or left out together. */
  keeps(batch: Envelope): boolean;
  /** Lets `event` stand for those that are left out. */
  weigh(event: TelemetryEvent): void;
}

/** A sampler that keeps the share `rate`, over 0 and at most 1; nothing when it would keep all. */
export function createSampler(rate: number): Sampler | undefined {
  if (rate >= 1) return undefined;
  return {
    keeps: ({ context, id }) => shareOf(context?.pageViewId ?? id) < rate,
    weigh(event) {
      event.weight = Math.min(MOST_WEIGHT, (event.weight ?? 1) / rate);
    },
  };
}

/** A number from 0 to 1, always the same for the same text: FNV-1a, its bits mixed as in MurmurHash3. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
