import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EXPORT_FORMATS, EXPORT_TABLES, type ExportFormat } from '@paceline/storage';
import { FatalError } from '../../fatalError.ts';
import { connectApi, reasonOf } from '../api/connectApi.ts';
import { WrongUsage } from '../api/wrongUsage.ts';
import { countBytes } from '../backup/backupFiles.ts';
import { formatBytes } from '../backup/formatAmount.ts';
import { createStopSignal } from '../createStopSignal.ts';
import { createTransferProgress, formatRows } from './createTransferProgress.ts';
import { refuseHalf } from './refuseHalf.ts';
import { assertPlace, writeWhole } from './writeWhole.ts';

export interface ExportOptions {
  readonly app: string;
  readonly table: string;
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
  /** Absent: standard output. */
  readonly output?: string;
  /** Whether a file that is there may be replaced. */
  readonly force: boolean;
}

/** Header of the API that says how many rows there are, at most. */
const ROWS_HEADER = 'paceline-rows';

/**
 * `paceline export`: the stored rows of an app as a file, or printed.
 *
 * @throws {WrongUsage} when it cannot work as it was called
 * @throws {FatalError} when not all rows came; then no file is left, and what was printed is not complete
 */
export async function exportRows(options: ExportOptions): Promise<void> {
  const { app, output, force, from, to } = options;
  const table = chosen('--table', options.table, EXPORT_TABLES);
  const format = chosen('--format', options.format, EXPORT_FORMATS);
  const target = output === undefined ? undefined : resolve(output);
  if (target !== undefined) await assertPlace(target, force);
  else if (format === 'parquet' && process.stdout.isTTY) {
    throw new WrongUsage('Parquet is nothing to read on a terminal: name a file with -o.');
  }

  const startedAt = performance.now();
  let rows: number | undefined;
  const api = await connectApi({
    onAnswer: (headers) => {
      const written = headers.get(ROWS_HEADER);
      rows = written === null ? undefined : Number(written);
    },
  });
  const signal = createStopSignal();
  const opened = await api.client.open('exportRows', { app, table, format, from, to }, signal);
  if (!opened.ok) throw api.toError(opened.failure, 'export');

  // Rows of rollups are counted before they are merged.
  const counted = rows === undefined ? undefined : { rows, atMost: table.startsWith('rollup') };
  const progress = createTransferProgress({
    counted,
    // Rows and progress on one terminal would run into each other.
    output: target === undefined && process.stdout.isTTY ? undefined : process.stderr,
    now: () => performance.now(),
  });
  let bytes = 0;
  const onBytes = (more: number) => {
    bytes += more;
    progress.add(more);
  };
  try {
    await write(opened.value, { target, force, format, signal, onBytes }).finally(progress.end);
  } catch (error) {
    if (target === undefined && reasonOf(error) === 'EPIPE') return;
    throw toFatal(error, { target, stopped: signal.aborted });
  }
  if (target === undefined) return;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const amount = [...(counted ? [formatRows(counted)] : []), formatBytes(bytes)].join(', ');
  process.stdout.write(`Exported ${table} of ${app} (${amount}) to ${target} in ${seconds} s.\n`);
}

interface Destination {
  readonly target: string | undefined;
  readonly force: boolean;
  readonly format: ExportFormat;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

async function write(
  source: ReadableStream<Uint8Array>,
  { target, force, format, signal, onBytes }: Destination,
): Promise<void> {
  const checked = [countBytes(onBytes), refuseHalf(format)] as const;
  await (target === undefined
    ? pipeline(source, ...checked, process.stdout, { signal, end: false })
    : writeWhole(target, {
        force,
        fill: (file) => pipeline(source, ...checked, file, { signal }),
      }));
}

function toFatal(
  error: unknown,
  { target, stopped }: { readonly target: string | undefined; readonly stopped: boolean },
): FatalError {
  if (error instanceof FatalError && !stopped) return error;
  const left = target === undefined ? 'what was printed is not complete' : 'nothing of the export was kept';
  return new FatalError(
    stopped ? `stopped; ${left}.` : `the export broke off (${reasonOf(error)}); ${left}.`,
    { cause: error },
  );
}

function chosen<Choice extends string>(name: string, written: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((each) => each === written);
  if (choice !== undefined) return choice;
  throw new WrongUsage(`${name} must be one of ${choices.join(', ')}, not ${JSON.stringify(written)}.`);
}
