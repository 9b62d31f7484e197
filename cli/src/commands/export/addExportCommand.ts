import type { Command } from 'commander';
import { tellWrongUsage } from '../api/wrongUsage.ts';
import type { ExportOptions } from './exportRows.ts';

/** Adds `export` to the command line. */
export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('write the stored rows of an app into a file, or print them')
    .requiredOption('--app <name>', 'whose rows')
    .requiredOption(
      '--table <name>',
      'what: measurements, errors, rollup_10s, rollup_1m or rollup_1h (columns: see /docs)',
    )
    .option('--format <name>', 'how: parquet, csv or jsonl', 'jsonl')
    .option('--from <time>', 'start, inclusive, as 2026-01-31T12:00:00Z or now-7d; default: all that is kept')
    .option('--to <time>', 'end, exclusive, in the same forms')
    .option('-o, --output <file>', 'a new file; without it, rows are printed')
    .option('--force', 'replace the file if it is there', false)
    .addHelpText(
      'after',
      `
Asks the API at PACELINE_PUBLIC_URL, or of this machine at PACELINE_PORT, with PACELINE_API_TOKEN or
else the token of the data folder; it needs the scope "export". A file has its name only when it is
complete.
Exit codes: 0 done, 1 failed, 2 wrong usage.`,
    )
    .action(async (options: ExportOptions, command: Command) => {
      const { exportRows } = await import('./exportRows.ts');
      await tellWrongUsage(command, () => exportRows(options));
    });
}
