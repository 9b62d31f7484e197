/** The SDK runs what waits for idle time when the page is hidden. */
export { whenIdle as whenIdleOrHidden } from '../page.ts';
