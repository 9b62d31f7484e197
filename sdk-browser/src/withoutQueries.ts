/** `text` with the query and fragment of every URL in it cut away; line and column of a stack frame stay. */
export const withoutQueries = (text: string): string =>
  text.replace(
    /(\w+:\/\/[^\s?#)'"]*|)[?#]([^\s)'"]*?)((?::\d+)*)(?=[\s)'",]|$)/g,
    (all, url, query, position) => (url || query.includes('=') ? url + position : all),
  );
