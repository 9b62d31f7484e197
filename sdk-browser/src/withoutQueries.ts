/** `text` with whatever looks like a query or fragment cut away; line and column of a stack frame stay. */
export const withoutQueries = (text: string): string =>
  text.replace(/(\S)[?#][^\s)'"]*?(?=(:\d+)*([\s)'",]|$))/g, '$1');
