import { startPlatform } from '../platform/startPlatform.ts';
import { waitForStop } from './waitForStop.ts';

/** `paceline up`: the whole platform on this machine, until Ctrl-C. */
export async function up({ verbose }: { verbose: boolean }): Promise<void> {
  const platform = await startPlatform({ verbose });
  platform.printAddress();
  await waitForStop();
  await platform.stop();
}
