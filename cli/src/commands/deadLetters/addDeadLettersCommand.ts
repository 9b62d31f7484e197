import { type Command, InvalidArgumentError } from 'commander';
import type { Selection } from './settleLetters.ts';

const DEFAULT_LIMIT = 50;
const MOST_LISTED = 10_000;

interface SelectionOptions {
  readonly all?: boolean;
  readonly app?: string;
}

/** Adds `dead-letters` with its subcommands to the command line. */
export function addDeadLettersCommand(program: Command): void {
  const deadLetters = program
    .command('dead-letters')
    .description('look at events that could not be stored, hand them to the workers again, or give them up')
    .addHelpText(
      'after',
      '\nThe queue is that of REDIS_URL, or else of the Paceline that runs on this machine.\nExit codes: 0 done, 1 not found or failed, 2 wrong usage.',
    );

  deadLetters.hook('preAction', () => void process.stdout.on('error', endWithReader));

  deadLetters
    .command('list')
    .description('list dead letters, oldest first')
    .option('--app <name>', 'only those of this app')
    .option('--limit <n>', `show at most so many (1 to ${MOST_LISTED})`, parseLimit, DEFAULT_LIMIT)
    .option('--json', 'print JSON')
    .action(async (options: { app?: string; limit: number; json?: boolean }) => {
      const { listLetters } = await import('./listLetters.ts');
      await listLetters(options);
    });

  deadLetters
    .command('show')
    .description('show one dead letter with its event and why it could not be stored')
    .argument('<id>', 'as "list" prints it')
    .option('--json', 'print JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      const { showLetter } = await import('./showLetter.ts');
      await showLetter(id, options);
    });

  deadLetters
    .command('replay')
    .description('hand dead letters to the workers again; each exactly once, whoever else does the same')
    .argument('[ids...]', 'as "list" prints them')
    .option('--all', 'all that are there now')
    .option('--app <name>', 'with --all: only those of this app')
    .action(async (ids: string[], options: SelectionOptions, command: Command) => {
      const selection = selectionOf(ids, options, command);
      const { settleLetters } = await import('./settleLetters.ts');
      await settleLetters('replay', selection);
    });

  deadLetters
    .command('drop')
    .description('give dead letters up for good; their events count as dropped, reason "discarded"')
    .argument('[ids...]', 'as "list" prints them')
    .option('--all', 'all that are there now; needs --yes')
    .option('--app <name>', 'with --all: only those of this app')
    .option('--yes', 'yes, they shall be gone')
    .action(async (ids: string[], options: SelectionOptions & { yes?: boolean }, command: Command) => {
      const selection = selectionOf(ids, options, command);
      if (options.all === true && options.yes !== true)
        command.error('error: drop --all cannot be undone: add --yes');
      const { settleLetters } = await import('./settleLetters.ts');
      await settleLetters('drop', selection);
    });
}

/** Whoever reads the output, as `head`, may have seen enough. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

function selectionOf(
  ids: readonly string[],
  { all = false, app }: SelectionOptions,
  command: Command,
): Selection {
  if (all && ids.length > 0) command.error('error: name dead letters or give --all, not both');
  if (!all && ids.length === 0) command.error('error: name dead letters, or give --all');
  if (!all && app !== undefined) command.error('error: --app goes with --all only');
  return all ? { all, app } : { ids };
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= MOST_LISTED) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_LISTED}.`);
}
