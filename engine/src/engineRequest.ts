import type { IncomingHttpHeaders } from 'node:http';

import { EngineException } from './exception.ts';

/** What one HTTP request asks of the engine. */
export interface EngineRequest {
  readonly text: string;
  /** Rows that follow the statement in the body; empty when the whole body was the statement. */
  readonly rows: Buffer;
  readonly database: string;
  readonly queryId: string | undefined;
  readonly settings: ReadonlyMap<string, string>;
  readonly parameters: ReadonlyMap<string, string>;
  /** Output format when the statement names none. */
  readonly defaultFormat: string;
}

/** Parameters of the protocol, which are not settings. */
const PROTOCOL = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'role',
  'quota_key',
]);
/** Settings of a server's own HTTP interface: this one decides those itself. */
const TRANSPORT =
  /^(http_|wait_end_of_query$|buffer_size$|send_progress_in_http_headers$|enable_http_compression$|cancel_http_readonly_queries_on_client_close$|stacktrace$|session_timeout$|session_check$)/;
const NAME = /^[A-Za-z_]\w*$/;

function badArgument(message: string): EngineException {
  return new EngineException(36, 'BAD_ARGUMENTS', message);
}

/** Fields of a `multipart/form-data` body, in which clients send parameters that are too long for an address. */
async function parseMultipart(contentType: string, body: Buffer): Promise<ReadonlyMap<string, string>> {
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    const fields = new Map<string, string>();
    for (const [name, value] of form)
      fields.set(name, typeof value === 'string' ? value : await value.text());
    return fields;
  } catch (error) {
    throw badArgument(
      `The multipart body cannot be read: ${error instanceof Error ? error.message : 'unknown'}.`,
    );
  }
}

/**
 * Parses a request of ClickHouse's HTTP protocol.
 *
 * @throws {EngineException} when a name is not one, or it asks for what the embedded engine does not have
 */
export async function parseEngineRequest(
  headers: IncomingHttpHeaders,
  search: URLSearchParams,
  body: Buffer,
): Promise<EngineRequest> {
  const contentType = headers['content-type'] ?? '';
  const isMultipart = contentType.toLowerCase().startsWith('multipart/form-data');
  const fields = isMultipart ? await parseMultipart(contentType, body) : new Map<string, string>();
  const settings = new Map<string, string>();
  const parameters = new Map<string, string>();
  for (const [name, value] of [...search, ...fields]) {
    if (PROTOCOL.has(name) || TRANSPORT.test(name)) continue;
    if (name === 'session_id') {
      throw badArgument('The embedded engine keeps no sessions between requests: leave session_id out.');
    }
    if ((name === 'compress' || name === 'decompress') && value !== '0') {
      throw badArgument(
        `The embedded engine has no ${name}=${value}: use Content-Encoding and Accept-Encoding.`,
      );
    }
    if (name.startsWith('param_')) {
      const parameter = name.slice('param_'.length);
      if (!NAME.test(parameter)) throw badArgument(`Not a name of a parameter: ${parameter}.`);
      parameters.set(parameter, value);
    } else if (NAME.test(name)) {
      settings.set(name, value);
    } else {
      throw new EngineException(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'.`);
    }
  }
  const inAddress = search.get('query') ?? fields.get('query');
  const bodyIsRows = inAddress !== undefined && inAddress !== '' && !isMultipart;
  const headerDatabase = headers['x-clickhouse-database'];
  const headerFormat = headers['x-clickhouse-format'];
  return {
    text: inAddress !== undefined && inAddress !== '' ? inAddress : isMultipart ? '' : body.toString('utf8'),
    rows: bodyIsRows ? body : Buffer.alloc(0),
    database:
      search.get('database') || (typeof headerDatabase === 'string' ? headerDatabase : '') || 'default',
    queryId: search.get('query_id') || undefined,
    settings,
    parameters,
    defaultFormat:
      search.get('default_format') ||
      (typeof headerFormat === 'string' ? headerFormat : '') ||
      'TabSeparated',
  };
}
