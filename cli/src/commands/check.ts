import { loadCheckedConfig } from './loadCheckedConfig.ts';

/** `paceline check`: says whether the configuration is valid, with every problem. */
export async function check(): Promise<void> {
  const config = await loadCheckedConfig();
  process.stdout.write(
    `The configuration is valid: ${config.apps.length} apps, ${config.budgets.length} budgets, ${config.receivers.length} receivers.\n`,
  );
}
