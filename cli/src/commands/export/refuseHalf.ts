import { Transform } from 'node:stream';
import type { ExportFormat } from '@paceline/storage';

/** What the end of a file looks like. */
const ENDS: Readonly<Record<ExportFormat, string>> = { parquet: 'PAR1', csv: '\n', jsonl: '\n' };

/**
 * Passes a file on, and fails at the end of one that does not end as its format does. A connection that breaks is told by HTTP;
 * a proxy that speaks HTTP/1.0 hides it. No rows at all are a whole file of text.
 */
export function refuseHalf(format: ExportFormat): Transform {
  const end = ENDS[format];
  let tail = '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tail = (tail + chunk.subarray(-end.length).toString('latin1')).slice(-end.length);
      done(null, chunk);
    },
    flush(done) {
      const isWhole = tail === end || (tail === '' && format !== 'parquet');
      done(isWhole ? null : new Error(`it does not end as a ${format} file does`));
    },
  });
}
