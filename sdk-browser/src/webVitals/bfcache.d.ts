/** When the page was last restored from the back/forward cache, in ms since navigation start; before that -1. web-vitals' own. */
export function getBFCacheRestoreTime(): number;
