import type { Command } from 'commander';
import { tellWrongUsage } from '../api/wrongUsage.ts';

/** Adds `delete` with its subcommands to the command line. */
export function addDeleteCommand(program: Command): void {
  const remove = program
    .command('delete')
    .description('remove what is stored of an app or of a visit, for good')
    .addHelpText(
      'after',
      `
Asks the API at PACELINE_PUBLIC_URL, or of this machine at PACELINE_PORT, with PACELINE_API_TOKEN or
else the token of the data folder; it needs the scope "delete". Waits until no answer has any of it.
Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    );

  remove
    .command('app')
    .description('measurements, texts of errors and rollups of an app')
    .argument('<name>', 'of the app')
    .option(
      '--before <time>',
      'only what was measured before this, rounded down to a midnight (UTC), as 2026-01-31 or now-30d',
    )
    .option('--yes', 'yes, it shall be gone; without it, a terminal is asked', false)
    .action(async (app: string, options: { before?: string; yes: boolean }, command: Command) => {
      const { deleteStored } = await import('./deleteStored.ts');
      const { before, yes } = options;
      await tellWrongUsage(command, () => deleteStored({ app, before }, { isAgreed: yes }));
    });

  remove
    .command('session')
    .description('single measurements and texts of errors of a visit; rollups, which name no visit, stay')
    .argument('<app>', 'name of the app')
    .argument('<id>', 'of the visit, as samples and errors have it')
    .option('--yes', 'yes, it shall be gone; without it, a terminal is asked', false)
    .action(async (app: string, sessionId: string, { yes }: { yes: boolean }, command: Command) => {
      const { deleteStored } = await import('./deleteStored.ts');
      await tellWrongUsage(command, () => deleteStored({ app, sessionId }, { isAgreed: yes }));
    });
}
