import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { findProgram } from '../../e2e/setup/programPath.ts';

/** Firefox of this machine; it is not required. */
export const firefoxPath = findProgram(['firefox', 'firefox-esr']);

/** Starting takes a while on a busy machine. */
const PATIENCE = { timeout: 40_000, interval: 50 };

/** One tab of a Firefox without a window. */
export interface Firefox {
  readonly goto: (address: string) => Promise<void>;
  /** Clicks on the middle of the first element of `selector`, as a visitor does. */
  readonly click: (selector: string) => Promise<void>;
  /** Runs `script`, the body of a function, and gives what it returns. */
  readonly run: (script: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const PREFERENCES = {
  'marionette.port': 0,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.server': '',
  'app.update.disabledForTesting': true,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  // Clocks as exact as those that pages which isolate themselves get.
  'privacy.reduceTimerPrecision': false,
};

/**
 * Speaks Marionette (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html), which every Firefox has: messages
 * are JSON, each with its length and a colon before it.
 */
function speak(socket: Socket): (command: string, parameters?: object) => Promise<unknown> {
  let received = Buffer.alloc(0);
  let lastId = 0;
  const waiting = new Map<number, (error: unknown, result: unknown) => void>();
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const colon = received.indexOf(':');
      const length = Number(received.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || received.length < colon + 1 + length) return;
      const message: unknown = JSON.parse(received.subarray(colon + 1, colon + 1 + length).toString());
      received = received.subarray(colon + 1 + length);
      if (!Array.isArray(message)) continue; // The greeting.
      const [, id, error, result] = message as [number, number, unknown, unknown];
      waiting.get(id)?.(error, result);
      waiting.delete(id);
    }
  });
  return (command, parameters = {}) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, (error, result) => {
        if (error) reject(new Error(`${command}: ${JSON.stringify(error)}`));
        else resolve(result);
      });
      const text = JSON.stringify([0, id, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}

/** Starts the Firefox at {@link firefoxPath} with a profile of its own. */
export async function launchFirefox(): Promise<Firefox> {
  if (firefoxPath === undefined) throw new Error('There is no Firefox on this machine.');
  const profile = await mkdtemp(join(tmpdir(), 'paceline-firefox-'));
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const browser = spawn(firefoxPath, ['--headless', '--marionette', '--no-remote', '--profile', profile], {
    stdio: 'ignore',
  });
  const ended = once(browser, 'exit');
  const port = await vi.waitFor(
    async () => Number(await readFile(join(profile, 'MarionetteActivePort'), 'utf8')),
    PATIENCE,
  );
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const send = speak(socket);
  await send('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } });
  return {
    goto: async (url) => void (await send('WebDriver:Navigate', { url })),
    click: async (selector) => {
      const found = await send('WebDriver:FindElement', { using: 'css selector', value: selector });
      const [id] = Object.values((found as { value: Record<string, string> }).value);
      await send('WebDriver:ElementClick', { id });
    },
    run: async (script) =>
      ((await send('WebDriver:ExecuteScript', { script, args: [] })) as { value: unknown }).value,
    close: async () => {
      socket.destroy();
      browser.kill('SIGKILL');
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
