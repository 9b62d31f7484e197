import type { Command } from 'commander';

/** Adds `backup` and `restore` to the command line. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('copy everything that is stored, as it is at one moment, while Paceline runs or not')
    .argument('<file-or-folder>', 'where to: a new folder, or a new file whose name ends in .tar')
    .option('--with-secrets', 'also copy secrets.json, with every key and token in it', false)
    .addHelpText(
      'after',
      `
What is still in the queue (Redis) and the configuration file are not in it, nor are secrets.json
unless asked for. On a ClickHouse server (CLICKHOUSE_URL) use the BACKUP statement of that server.
Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
    .action(async (target: string, { withSecrets }: { withSecrets: boolean }) => {
      const { backup } = await import('./backup.ts');
      await backup({ target, withSecrets });
    });

  program
    .command('restore')
    .description('put what a backup holds in the place of what is stored, while Paceline runs or not')
    .argument('<file-or-folder>', 'what "paceline backup" made')
    .option('--replace', 'give up what is stored now', false)
    .option(
      '--with-secrets',
      'also take the secrets.json of the backup; only while Paceline is stopped',
      false,
    )
    .addHelpText('after', '\nExit codes: 0 done, 1 failed (what was stored is still there), 2 wrong usage.')
    .action(async (source: string, options: { replace: boolean; withSecrets: boolean }) => {
      const { restore } = await import('./restore.ts');
      await restore({ source, ...options });
    });
}
