import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface SpawnShopOptions {
  readonly command: readonly string[];
  readonly endpoint: string;
  readonly key: string;
  readonly redisUrl: string;
  readonly folder: string;
  readonly onLog: (line: string) => void;
}

/** Starts the demo shop in a process of its own, so that the SDK measures the shop alone. */
export async function spawnShop({ command, endpoint, key, redisUrl, folder, onLog }: SpawnShopOptions) {
  const [program, ...args] = command;
  if (program === undefined) throw new Error('The command that runs the shop is empty.');
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      PACELINE_ENDPOINT: endpoint,
      PACELINE_KEY: key,
      REDIS_URL: redisUrl,
      SHOP_FOLDER: folder,
    },
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLog);
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => {
      if (typeof message === 'string') resolve(message);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`The demo shop ended while it started (exit code ${code}).`)),
    );
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
