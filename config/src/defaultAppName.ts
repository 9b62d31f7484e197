/** App that is there when no file names apps. It belongs to one machine, so any page may send. */
export const DEFAULT_APP_NAME = 'demo';
