export { init, type Handle } from './init.ts';
export type { Options, PageContext } from './options.ts';
