import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { MAX_CRASH_DELAY_MS } from '../limits.ts';
import type { Target } from './postBatch.ts';

/** Reads the batches from its standard input, and posts them. */
const PROGRAM = `
let text = '';
process.stdin.on('data', (part) => (text += part)).on('end', async () => {
  const { url, headers, bodies, timeoutMs } = JSON.parse(text);
  const signal = AbortSignal.timeout(timeoutMs);
  for (const body of bodies) await fetch(url, { method: 'POST', headers, body, signal }).catch(() => {});
});`;

/**
 * Sends batches while an uncaught error ends the process: Node then waits for nothing, so another
 * process does the sending, for {@link MAX_CRASH_DELAY_MS} at most.
 */
export function sendBeforeCrash(target: Target, bodies: readonly string[]): void {
  if (bodies.length === 0 || !isPlainNode()) return;
  const { url, headers } = target;
  spawnSync(process.execPath, ['-e', PROGRAM], {
    input: JSON.stringify({ url, headers, bodies, timeoutMs: MAX_CRASH_DELAY_MS - 200 }),
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: MAX_CRASH_DELAY_MS,
    // Without the app's NODE_OPTIONS, which might start the app's own instrumentation once more.
    env: {},
    windowsHide: true,
  });
}

/** Whether running this executable with `-e` runs a script, and not the app once more. */
function isPlainNode(): boolean {
  return /^node(\.exe)?$/i.test(basename(process.execPath)) && !('electron' in process.versions);
}
