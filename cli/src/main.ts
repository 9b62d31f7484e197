import { Command, CommanderError } from 'commander';
import { addBackupCommands } from './commands/backup/addBackupCommands.ts';
import { addDeadLettersCommand } from './commands/deadLetters/addDeadLettersCommand.ts';
import { addDeleteCommand } from './commands/delete/addDeleteCommand.ts';
import { addExportCommand } from './commands/export/addExportCommand.ts';
import { FatalError } from './fatalError.ts';
import { ROLES } from './roles/role.ts';
import { VERSION } from './version.ts';

// Each command is loaded when it is asked for: a role in an image has no browser to drive, and no engine.
function createProgram(): Command {
  const program = new Command('paceline')
    .description('Self-hosted performance monitoring: RUM and APM against your performance budgets.')
    .version(VERSION)
    .showHelpAfterError()
    .exitOverride();

  program
    .command('up')
    .description(
      'start everything on this machine: Redis, the embedded ClickHouse engine, collector, worker, API and dashboard',
    )
    .option('--no-install', 'install nothing; refuse and print the exact command instead')
    .option('--verbose', "print every process's log, not only warnings", false)
    .action(async (options: { verbose: boolean }) => {
      const { up } = await import('./commands/up.ts');
      await up({ verbose: options.verbose });
    });

  program
    .command('demo')
    .description('the same, plus a small web shop that is visited by headless Chromium')
    .option('--no-install', 'install nothing; refuse and print the exact command instead')
    .option('--verbose', "print every process's log, not only warnings", false)
    .option('--visitors <n>', 'browser tabs that shop at the same time', '2')
    .action(async (options: { verbose: boolean; visitors: string }) => {
      const { demo } = await import('./commands/demo.ts');
      await demo({ verbose: options.verbose, visitors: Number(options.visitors) });
    });

  program
    .command('run')
    .description(
      'run one or more roles in this process, as configured by the environment (for servers and images)',
    )
    .argument('<roles...>', `any of ${ROLES.join(', ')}`)
    .action(async (roles: string[]) => {
      const { runRoles } = await import('./commands/run.ts');
      await runRoles(roles);
    });

  program
    .command('check')
    .description('check the configuration and print every problem')
    .action(async () => {
      const { check } = await import('./commands/check.ts');
      await check();
    });

  addDeadLettersCommand(program);
  addBackupCommands(program);
  addExportCommand(program);
  addDeleteCommand(program);
  return program;
}

/**
 * Runs the command line. `words` are the arguments after the program's name. Ends the process when the command fails, with
 * exit code 1; wrong usage has 2.
 */
export async function main(words: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version were asked for; everything else is wrong usage.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof FatalError) {
      process.stderr.write(`paceline: ${error.message}\n`);
      // Whatever had started beside what failed would keep the process alive.
      process.exit(1);
    } else {
      throw error;
    }
  }
}

// The image and the supervisor run the bundle itself; scripts/paceline.mjs imports it.
const started = process.argv[1] ?? '';
if (/[\\/]dist[\\/]paceline\.mjs$/.test(started)) await main(process.argv.slice(2));
