import { setPriority } from 'node:os';

import { createEngine } from './createEngine.ts';
import type { EngineMessage } from './engineMessage.ts';

/* oxlint-disable node/no-process-env -- the entry of the engine's process is the one place that reads it */
const { PACELINE_ENGINE_FOLDER, PACELINE_ENGINE_PASSWORD, PACELINE_ENGINE_HOST, PACELINE_ENGINE_PORT } =
  process.env;
delete process.env['PACELINE_ENGINE_PASSWORD'];
/* oxlint-enable node/no-process-env */

/** Storing can wait, whoever waits for an acknowledgement cannot: where cores are few, the collector and Redis go first. */
const NICENESS = 10;

function tell(message: EngineMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, undefined, undefined, () => resolve());
  });
}

async function start(): Promise<void> {
  // Threads inherit it, so it comes before ClickHouse has any.
  setPriority(NICENESS);
  if (PACELINE_ENGINE_FOLDER === undefined || PACELINE_ENGINE_FOLDER === '') {
    throw new Error('PACELINE_ENGINE_FOLDER must name the folder of the tables.');
  }
  const port = Number(PACELINE_ENGINE_PORT ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error('PACELINE_ENGINE_PORT must be a port number, or 0 for any free port.');
  }
  const engine = await createEngine({
    folder: PACELINE_ENGINE_FOLDER,
    port,
    onRestored: () => void tell({ type: 'restored' }),
    onUnusable: (error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    },
    ...(PACELINE_ENGINE_PASSWORD === undefined ? {} : { password: PACELINE_ENGINE_PASSWORD }),
    ...(PACELINE_ENGINE_HOST === undefined ? {} : { host: PACELINE_ENGINE_HOST }),
  });
  const stop = () => {
    engine.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  // Ctrl-C reaches every process of the terminal; under a parent, the parent decides when the engine stops.
  process.on('SIGINT', process.send === undefined ? stop : () => undefined);
  const { mended } = engine;
  if (mended.length > 0) {
    process.stdout.write(
      `A killed insert was on record without its rows; its retry will be stored. Tables: ${mended.length} (${mended.join(', ')}).\n`,
    );
  }
  if (process.send === undefined) process.stdout.write(`The engine listens on ${engine.url}\n`);
  await tell({ type: 'listening', port: engine.port });
}

try {
  await start();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  await tell({ type: 'failed', message });
  process.exit(1);
}
