import { onCLS, onFCP, onINP, onLCP } from 'web-vitals/attribution';
import { createInit } from './createInit.ts';
import type { Handle } from './handle.ts';
import { instrumentPage, MORE_METHODS } from './instrumentPage.ts';
import type { Options } from './options.ts';
import { toLoadAttributes } from './toLoadAttributes.ts';
import { toVitalAttributes } from './toVitalAttributes.ts';

/** As `init` of the full entry, and says of every vital what made it so: in its attributes. */
export const init: (options: Options) => Handle = createInit(
  () => instrumentPage([onFCP, onLCP, onCLS, onINP], toVitalAttributes, toLoadAttributes),
  MORE_METHODS,
);

export type { Handle } from './handle.ts';
export type { Options, PageContext } from './options.ts';
export type { Trace, TraceLookup } from './trace.ts';
export type * from './wire.ts';
