import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { findEngine, type RunningEngine, spawnEngine } from '@paceline/engine';
import { FatalError } from '../../fatalError.ts';

/** An engine for one command alone. */
export interface PrivateEngine {
  /** Address with credentials. */
  readonly url: string;
  readonly running: RunningEngine;
  /** The first value of a query's first row. */
  readonly ask: (query: string) => Promise<string>;
}

/**
 * Runs an engine on a folder on which none runs, for as long as `work` takes.
 *
 * @throws {FatalError} when it cannot open the folder
 */
export async function withPrivateEngine<Result>(
  folder: string,
  work: (engine: PrivateEngine) => Promise<Result>,
): Promise<Result> {
  const password = randomBytes(24).toString('base64url');
  const spawned = await spawnEngine({
    command: [process.execPath, fileURLToPath(new URL('./engine.mjs', import.meta.url))],
    folder,
    password,
    onLog: (line) => process.stderr.write(`${line}\n`),
  }).catch((error: unknown) => {
    throw new FatalError(error instanceof Error ? error.message : String(error), { cause: error });
  });
  try {
    const running = await findEngine(folder, password);
    if (running === undefined) throw new FatalError(`the engine on ${folder} cannot be reached.`);
    return await work({
      url: spawned.url,
      running,
      ask: async (query) => {
        const answer = await fetch(`http://127.0.0.1:${spawned.port}/`, {
          method: 'POST',
          headers: { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': password },
          body: query,
        });
        const text = (await answer.text()).trim();
        if (!answer.ok) throw new FatalError(`the engine on ${folder} says: ${text}`);
        return text;
      },
    });
  } finally {
    await spawned.stop();
  }
}
