import { chromium, type Browser } from 'playwright-core';
import { inject } from 'vitest';
import '../../e2e/setup/chromium.ts';

/** Starts the Chromium that the set-up found, with its back/forward cache on. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: inject('chromiumPath'),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
