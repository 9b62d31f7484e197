import { onCLS, onFCP, onINP, onLCP } from 'web-vitals';
import { createInit } from './createInit.ts';
import type { VitalsHandle } from './handle.ts';
import { watchPageTimings } from './instrumentations/pageTimings.ts';
import { watchVitals } from './instrumentations/vitals.ts';
import type { Options } from './options.ts';

/** As `init` of the full entry, for LCP, INP, CLS, FCP and TTFB only. */
export const init: (options: Options) => VitalsHandle = createInit(() => {
  watchVitals([onFCP, onLCP, onCLS, onINP]);
  watchPageTimings();
}, {});

export type { VitalsHandle } from './handle.ts';
export type { Options, PageContext } from './options.ts';
export type * from './wire.ts';
