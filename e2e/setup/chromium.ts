import type { TestProject } from 'vitest/node';

import { findProgram, toInstallCommand } from './programPath.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the Chromium that browser tests drive. */
    chromiumPath: string;
  }
}

/** Finds Chromium: `CHROMIUM_PATH`, or the first of the usual names in PATH. */
export default function setup(project: TestProject): void {
  const path =
    process.env['CHROMIUM_PATH'] ??
    findProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
  if (path === undefined) {
    const command = toInstallCommand({
      'apt-get': 'chromium',
      dnf: 'chromium',
      apk: 'chromium',
      brew: '--cask chromium',
    });
    throw new Error(`The browser tests need Chromium: run "${command}", or set CHROMIUM_PATH.`);
  }
  project.provide('chromiumPath', path);
}
