import { chromium, type Browser } from 'playwright-core';
import { findProgram } from '../../../../e2e/setup/programPath.ts';

/** Starts Chromium, with nothing of its own to do besides. */
export async function launchMeasured(): Promise<Browser> {
  const executablePath =
    process.env['CHROMIUM_PATH'] ??
    findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
  if (executablePath === undefined)
    throw new Error('this benchmark needs Chromium: install it, or set CHROMIUM_PATH');
  return chromium.launch({
    executablePath,
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
