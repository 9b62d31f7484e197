import { onCLS, onFCP, onINP, onLCP } from 'web-vitals';
import { createInit } from './createInit.ts';
import type { Handle } from './handle.ts';
import { instrumentPage, MORE_METHODS } from './instrumentPage.ts';
import type { Options } from './options.ts';

/**
 * Starts measuring the page and sending to Paceline. Never throws. Called again while it runs, it
 * warns once and returns the same handle. Measures nothing on a server, with a sample rate of 0, or for a
 * visitor who sends Global Privacy Control.
 */
export const init: (options: Options) => Handle = createInit(
  () => instrumentPage([onFCP, onLCP, onCLS, onINP]),
  MORE_METHODS,
);

export type { Handle } from './handle.ts';
export type { Options, PageContext } from './options.ts';
export type { Trace, TraceLookup } from './trace.ts';
export type * from './wire.ts';
