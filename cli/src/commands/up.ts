import { startPlatform } from '../platform/startPlatform.ts';
import { createStopSignal, untilAborted } from './createStopSignal.ts';

/** `paceline up`: the whole platform on this machine, until Ctrl-C. */
export async function up({ verbose }: { verbose: boolean }): Promise<void> {
  const signal = createStopSignal();
  const platform = await startPlatform({ verbose, signal });
  platform.printAddress();
  await untilAborted(signal);
  await platform.stop();
}
