import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

import type { SnapshotReport } from './ownerRequests.ts';
import { toPrivateFolder } from './privateFolder.ts';

/** A snapshot that the engine keeps for us. */
export interface HeldSnapshot extends SnapshotReport {
  /** Lets the engine remove it. */
  release(): void;
}

/** What the owner of a folder can ask of the engine that runs on it. */
export interface RunningEngine {
  /**
   * Takes a snapshot of all tables at one moment, to be copied. The engine removes it when it is released, this process ends
   * or the engine stops.
   *
   * @throws {Error} with the engine's words
   */
  holdSnapshot(): Promise<HeldSnapshot>;
  /**
   * Has the engine put what waits in `toRestoredFolder(folder)` in the place of its tables.
   *
   * @throws {Error} with the engine's words; then its tables are what they were
   */
  restore(): Promise<void>;
}

function isSnapshotReport(value: unknown): value is SnapshotReport {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'folder' in value &&
    typeof value.folder === 'string' &&
    'rows' in value &&
    typeof value.rows === 'number' &&
    'pausedMs' in value &&
    typeof value.pausedMs === 'number' &&
    'version' in value &&
    typeof value.version === 'string'
  );
}

/** Why nobody listens: there is no socket, or nobody behind it. */
function isNobody(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR';
}

async function ask(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  password: string,
): Promise<IncomingMessage> {
  const asked = request({
    socketPath,
    method,
    path,
    agent: false,
    headers: { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': password },
  });
  const answered = once(asked, 'response');
  asked.end();
  const [response]: IncomingMessage[] = await answered;
  if (response === undefined) throw new Error('The engine gave no answer.');
  if (response.statusCode === 200) return response;
  let words = '';
  for await (const chunk of response.setEncoding('utf8')) words += String(chunk);
  throw new Error(
    words
      .trim()
      .replace(/^Code: \d+\. DB::Exception: /, '')
      .replace(/ \([A-Z_]+\) \(version .*\)$/, ''),
  );
}

/** The first line of an answer that goes on; when it breaks off later, whoever uses what it stands for will find out. */
function readFirstLine(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    const stopped = () => reject(new Error('The engine stopped before it had answered.'));
    response.on('error', stopped).on('end', stopped);
  });
}

/**
 * Finds the engine that runs on `folder`, by its socket in there; `undefined` when none does.
 *
 * @param password the engine's own
 * @throws {Error} when there is one and it cannot be asked, as by another user
 */
export async function findEngine(folder: string, password: string): Promise<RunningEngine | undefined> {
  let socket: string;
  try {
    ({ socket } = toPrivateFolder(folder));
    const ping = await ask(socket, 'GET', '/ping', password);
    ping.resume();
  } catch (error) {
    if (isNobody(error)) return undefined;
    throw error;
  }
  return {
    holdSnapshot: async () => {
      const response = await ask(socket, 'POST', '/snapshot', password);
      const report: unknown = JSON.parse(await readFirstLine(response));
      if (!isSnapshotReport(report)) throw new Error('The engine is another version of Paceline.');
      return { ...report, release: () => response.destroy() };
    },
    restore: async () => {
      const response = await ask(socket, 'POST', '/restore', password);
      response.resume();
    },
  };
}
