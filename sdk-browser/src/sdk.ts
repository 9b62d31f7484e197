/** Name and version, as every batch says them. */
export const SDK = 'browser/0.1.0';
