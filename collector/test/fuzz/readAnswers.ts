/** One answer as it came over the connection. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** `undefined` when the connection ended first, as it does for a `HEAD`. */
  readonly body: string | undefined;
}

export interface ReadAnswers {
  readonly answers: readonly Answer[];
  /** Whether everything that arrived was HTTP. */
  readonly isHttp: boolean;
}

const HEAD = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[!#$%&'*+.^`|~\w-]+: ?[^\r\n]*\r\n)*)\r\n/;

/** Reads all that arrived on a connection, one character a byte; interim answers (1xx) are left out. */
export function readAnswers(received: string): ReadAnswers {
  const answers: Answer[] = [];
  let rest = received;
  while (rest !== '') {
    const head = HEAD.exec(rest);
    // Cut off in a head: there is nothing to judge. Anything else at the start of an answer is no HTTP.
    if (head === null) return { answers, isHttp: rest.startsWith('HTTP/1.1 '.slice(0, rest.length)) };
    rest = rest.slice(head[0].length);
    const status = Number(head[1]);
    if (status < 200) continue;
    const headers = toHeaders(head[2] ?? '');
    const { body, length } = readBody(status, headers, rest);
    answers.push({ status, headers, body });
    rest = rest.slice(length);
  }
  return { answers, isHttp: true };
}

function toHeaders(lines: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines.split('\r\n').slice(0, -1)) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function readBody(
  status: number,
  headers: ReadonlyMap<string, string>,
  rest: string,
): { readonly body: string | undefined; readonly length: number } {
  if (status === 204 || status === 304) return { body: '', length: 0 };
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(rest);
  const length = headers.get('content-length');
  if (length === undefined) return { body: rest, length: rest.length };
  // The answer to a HEAD tells a length, and the next answer follows at once.
  if (rest === '' || rest.startsWith('HTTP/1.1 ') || rest.length < Number(length)) {
    return { body: undefined, length: rest.startsWith('HTTP/1.1 ') ? 0 : rest.length };
  }
  return { body: rest.slice(0, Number(length)), length: Number(length) };
}

function readChunks(rest: string): { readonly body: string | undefined; readonly length: number } {
  let body = '';
  let at = 0;
  for (;;) {
    const size = /^([\da-f]+)\r\n/i.exec(rest.slice(at, at + 20));
    if (size === null) return { body: undefined, length: rest.length };
    const start = at + size[0].length;
    const end = start + Number.parseInt(size[1] ?? '', 16);
    if (end + 2 > rest.length) return { body: undefined, length: rest.length };
    if (end === start) return { body, length: end + 2 };
    body += rest.slice(start, end);
    at = end + 2;
  }
}
