import { z } from '@hono/zod-openapi';
import type { RawRange } from '../asking/parseRawRange.ts';

/** The range of an answer that single rows were read for. */
export const rawRange = {
  from: z.iso
    .datetime()
    .describe('Where the answer begins: later than asked for when older rows are dropped'),
  to: z.iso.datetime(),
  keptFrom: z.iso.datetime().describe('Single rows from before this are dropped'),
};

export function toRawRange({ fromMs, toMs, keptFromMs }: RawRange) {
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    keptFrom: new Date(keptFromMs).toISOString(),
  };
}

/** A text that is empty when it is not known. */
export const knownOrNull = (text: string) => (text === '' ? null : text);
