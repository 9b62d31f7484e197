/** What an `INSERT` says before its rows. */
export interface InsertHeader {
  /** Table as written, without quotes: `table` or `database.table`. `undefined` when it is a function or an odd name. */
  readonly table: string | undefined;
  /** Columns as written, without quotes; `undefined` when none are named or they are not plain names. */
  readonly columns: readonly string[] | undefined;
  /** Whether the header is plain enough to hand table, columns and format to chdb one by one. */
  readonly plain: boolean;
  /** Format of the rows; `undefined` for `INSERT ... SELECT`. */
  readonly format: string | undefined;
  /** Offset at which the rows begin when they are in the same text. */
  readonly rowsAt: number;
}

/** The little that the HTTP protocol must know of a statement's text. */
export interface Statement {
  /** Whether it only reads. */
  readonly reads: boolean;
  /** Whether it changes the session itself (`SET`, `USE`, temporary tables), so that the session cannot be used again. */
  readonly changesSession: boolean;
  /** Output format from a `FORMAT` clause. */
  readonly format: string | undefined;
  /** Offset of that clause. */
  readonly formatAt: number | undefined;
  readonly insert: InsertHeader | undefined;
  /** Whether a second statement follows. */
  readonly several: boolean;
  /** The text without a trailing semicolon. */
  readonly text: string;
}

interface Token {
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const TOKEN =
  /\s+|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|[A-Za-z_0-9$]+|[\s\S]/gy;

function* tokens(sql: string, from = 0): Generator<Token> {
  const pattern = new RegExp(TOKEN.source, TOKEN.flags);
  pattern.lastIndex = from;
  for (let match = pattern.exec(sql); match !== null; match = pattern.exec(sql)) {
    const text = match[0];
    if (/^(\s|--|#[ !]|\/\*)/.test(text) && text !== '#') continue;
    yield { text, at: match.index, end: pattern.lastIndex };
  }
}

const READS = new Set([
  'SELECT',
  'WITH',
  'SHOW',
  'DESCRIBE',
  'DESC',
  'EXISTS',
  'EXPLAIN',
  'CHECK',
  'FROM',
  '(',
]);
const PLAIN_NAME = /^[A-Za-z_]\w*$/;

function unquote(text: string): string {
  return /^[`"]/.test(text) ? text.slice(1, -1) : text;
}

/** Names between parentheses, from the token after the opening one; `undefined` when they are not plain names. */
function parseColumns(input: Iterator<Token>): readonly string[] | undefined {
  const columns: string[] = [];
  let plain = true;
  let depth = 1;
  let expectsName = true;
  for (let next = input.next(); !next.done; next = input.next()) {
    const { text } = next.value;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0) break;
    if (expectsName) {
      const name = unquote(text);
      if (!PLAIN_NAME.test(name)) plain = false;
      columns.push(name);
    } else if (text !== ',') {
      plain = false;
    }
    expectsName = !expectsName;
  }
  return plain && columns.length > 0 && !expectsName ? columns : undefined;
}

function parseInsert(sql: string, from: number): InsertHeader {
  const input = tokens(sql, from);
  let table: string | undefined = '';
  let columns: readonly string[] | undefined;
  let plain = true;
  let sawTable = false;
  for (let next = input.next(); !next.done; next = input.next()) {
    const { text, end } = next.value;
    const word = text.toUpperCase();
    if (!sawTable) {
      if (word === 'INTO' || word === 'TABLE') continue;
      if (word === 'FUNCTION') {
        table = undefined;
        plain = false;
        sawTable = true;
        continue;
      }
      table = unquote(text);
      sawTable = true;
      continue;
    }
    if (text === '.') {
      const name = input.next();
      table = table === undefined || name.done ? undefined : `${table}.${unquote(name.value.text)}`;
    } else if (text === '(') {
      const names = parseColumns(input);
      if (names === undefined || columns !== undefined) plain = false;
      columns = names;
    } else if (word === 'FORMAT') {
      const name = input.next();
      const format = name.done ? '' : name.value.text;
      const isPlain = plain && table !== undefined && table.split('.').every((part) => PLAIN_NAME.test(part));
      return { table, columns, plain: isPlain, format, rowsAt: name.done ? end : name.value.end };
    } else if (word === 'VALUES') {
      return { table, columns, plain: false, format: 'Values', rowsAt: end };
    } else if (word === 'SELECT' || word === 'WITH' || word === 'WATCH') {
      return { table, columns, plain: false, format: undefined, rowsAt: sql.length };
    } else {
      plain = false;
    }
  }
  return { table, columns, plain: false, format: 'Values', rowsAt: sql.length };
}

/** Parses what the HTTP protocol must know; the statement itself is the engine's to judge. */
export function parseStatement(sql: string): Statement {
  const input = tokens(sql);
  const first = input.next();
  const verb = first.done ? '' : first.value.text.toUpperCase();
  if (!first.done && verb === 'INSERT') {
    const insert = parseInsert(sql, first.value.end);
    return {
      reads: false,
      changesSession: false,
      format: undefined,
      formatAt: undefined,
      insert,
      several: false,
      text: sql,
    };
  }
  let clause: { readonly format: string; readonly at: number } | undefined;
  let justNamed = false;
  let several = false;
  let temporary = false;
  let previous = { word: verb, at: 0 };
  let end = sql.length;
  let position = 0;
  for (let next = input.next(); !next.done; next = input.next()) {
    const { text, at } = next.value;
    position += 1;
    if (text === ';') {
      end = at;
      several = !input.next().done;
      break;
    }
    const word = text.toUpperCase();
    // Nothing but settings follows the clause: else what looked like one was a column of that name.
    if (justNamed && word !== 'SETTINGS') clause = undefined;
    justNamed = previous.word === 'FORMAT' && /^[A-Za-z]\w*$/.test(text);
    if (justNamed) clause = { format: text, at: previous.at };
    previous = { word, at };
    if (position < 4 && word === 'TEMPORARY') temporary = true;
  }
  return {
    reads: READS.has(verb),
    changesSession: verb === 'SET' || verb === 'USE' || temporary,
    format: clause?.format,
    formatAt: clause?.at,
    insert: undefined,
    several,
    text: sql.slice(0, end),
  };
}
