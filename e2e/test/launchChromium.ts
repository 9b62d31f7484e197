import { type Browser, chromium } from 'playwright-core';

/** The name of an ordinary browser: a headless one is counted as a bot. */
export const ORDINARY_USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export async function launchChromium(executablePath: string): Promise<Browser> {
  const sandboxless = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: ['--disable-gpu', ...sandboxless] });
}
