import { BUCKET_SECONDS, choosePeakResolution, type PeakQuery, type Retention } from '@paceline/storage';
import type { Splitting } from './cacheFinished.ts';
import { finishedBefore, SHORTEST_FINISHED_MS } from './splitFinished.ts';

const BYTES_OF_PEAK = 64;

/** Questions for the busiest bucket: it is that of one part or of the other, as no bucket is in both. */
export function finishedPeaks(retention: Retention): Splitting<PeakQuery, number | null, number | null> {
  return {
    split: (query, finish) => {
      const { resolution = choosePeakResolution(query, retention, finish.nowMs) } = query;
      const widthMs = BUCKET_SECONDS[resolution] * 1000;
      // Whole buckets, so that the same ones are asked for while the clock moves.
      const fromMs = Math.floor(query.fromMs / widthMs) * widthMs;
      const toMs = Math.ceil(query.toMs / widthMs) * widthMs;
      const boundaryMs = finishedBefore(finish);
      if (fromMs + SHORTEST_FINISHED_MS > Math.min(boundaryMs, toMs)) return undefined;
      const whole = { ...query, resolution, fromMs, toMs };
      if (toMs <= boundaryMs) return { finished: whole };
      return { finished: { ...whole, toMs: boundaryMs }, rest: { ...whole, fromMs: boundaryMs } };
    },
    merge: (_query, finished, rest) =>
      finished === null || rest === null ? (finished ?? rest) : Math.max(finished, rest),
    pack: (peak) => peak,
    unpack: (peak) => peak,
    bytesOf: () => BYTES_OF_PEAK,
  };
}
