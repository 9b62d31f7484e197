import { fileURLToPath } from 'node:url';
import { OWN_APP_NAME } from '@paceline/config';
import { startBrowserVisitors, startHttpVisitors, type Visitors } from '@paceline/demo';
import pc from 'picocolors';
import { FatalError } from '../fatalError.ts';
import { findChromium } from '../platform/findChromium.ts';
import { startPlatform } from '../platform/startPlatform.ts';
import { createProcessLog } from '../supervisor/processLog.ts';
import { spawnShop } from '../platform/spawnShop.ts';
import { createStopSignal, untilAborted } from './createStopSignal.ts';

/** Requests per second that plain HTTP clients send beside the browsers. */
const HTTP_REQUESTS_PER_SECOND = 15;

/** `paceline demo`: the platform, and a small web shop with visitors that it measures. */
export async function demo({ verbose, visitors }: { verbose: boolean; visitors: number }): Promise<void> {
  if (!Number.isInteger(visitors) || visitors < 1 || visitors > 50) {
    throw new FatalError('--visitors must be a whole number from 1 to 50.');
  }
  const signal = createStopSignal();
  const platform = await startPlatform({ verbose, signal });
  const processLog = createProcessLog({ verbose, output: process.stderr });
  const app = platform.config.apps.find(({ name }) => name !== OWN_APP_NAME);
  const guests: Visitors[] = [];
  try {
    const shop = await spawnShop({
      command: [
        process.execPath,
        '--enable-source-maps',
        fileURLToPath(new URL('./shop.mjs', import.meta.url)),
      ],
      endpoint: platform.url,
      key: app?.keys[0] ?? '',
      redisUrl: platform.redisUrl,
      folder: `${platform.config.dataFolder}/demo-shop`,
      onLog: processLog.of('shop'),
    });
    guests.push({ close: () => shop.stop() });
    guests.unshift(
      startHttpVisitors({ url: shop.url, requestsPerSecond: HTTP_REQUESTS_PER_SECOND, random: Math.random }),
    );
    const chromiumPath = findChromium(process.env['PATH'] ?? '');
    if (chromiumPath !== undefined) {
      guests.unshift(
        await startBrowserVisitors({
          url: shop.url,
          chromiumPath,
          count: visitors,
          random: Math.random,
          onError: (error) => processLog.own().warn({ err: error }, 'a visit was cut short'),
        }),
      );
    }
    platform.printAddress();
    const audience =
      chromiumPath === undefined
        ? 'Chromium is not installed, so plain HTTP clients drive the server only: browser charts stay empty. Install it (for example `apt-get install chromium`) and start the demo again.'
        : `${visitors} headless Chromium tabs and plain HTTP clients are shopping there.`;
    process.stdout.write(`  ${pc.bold('Demo shop')}    ${pc.cyan(shop.url)}\n  ${audience}\n\n`);
    await untilAborted(signal);
  } finally {
    for (const guest of guests) await guest.close();
    await platform.stop();
  }
}
