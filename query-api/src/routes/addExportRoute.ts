import { ServerResponse } from 'node:http';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  DIMENSIONS,
  EXPORT_FORMATS,
  EXPORT_TABLES,
  type ExportFormat,
  exportSourceOf,
  type ExportTable,
} from '@paceline/storage';
import type { Logger } from 'pino';
import type { ApiDeps } from '../apiDeps.ts';
import { parseChoice } from '../asking/parseChoice.ts';
import { parseMetric } from '../asking/parseMetric.ts';
import { parseTime, TIME_FORMS } from '../asking/parseTime.ts';
import {
  appParameter,
  dimensionParameters,
  optionalText,
  querySchema,
  requiredText,
  toFilter,
} from '../asking/querySchema.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import { createExportPermits } from '../exports/createExportPermits.ts';
import { toFileBody } from '../exports/toFileBody.ts';
import { parameterProblem } from '../problem.ts';
import { problem, problems, secured } from './routeParts.ts';

/** Header that says how many rows there are, about. */
export const ROWS_HEADER = 'paceline-rows';

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

const columnsOf = (table: ExportTable) =>
  exportSourceOf(table)
    .columns.map(({ name, meaning }) => `- \`${name}\`: ${meaning}`)
    .join('\n');

const file = { schema: z.string().openapi({ format: 'binary' }) };

const route = createRoute({
  ...secured('export'),
  path: ENDPOINTS.exportRows.path,
  summary: 'Stored rows of an app as a file: Parquet, CSV or JSON lines',
  description: [
    'Of any size, as a stream, in no particular order. An answer that breaks off is no whole file. At most two exports at a time.',
    `Columns of \`measurements\`:\n${columnsOf('measurements')}`,
    `Columns of \`errors\`:\n${columnsOf('errors')}`,
    `Columns of the rollups:\n${columnsOf('rollup_1h')}`,
  ].join('\n\n'),
  request: {
    query: querySchema({
      app: appParameter,
      table: requiredText(
        `name one of ${EXPORT_TABLES.join(', ')}`,
        `What is exported: ${EXPORT_TABLES.join(', ')}`,
        'measurements',
      ),
      format: optionalText(`How it is written: ${EXPORT_FORMATS.join(', ')}. Default jsonl`, 'parquet'),
      from: optionalText(`Start, inclusive: ${TIME_FORMS}. Default: everything that is kept`, 'now-1d'),
      to: optionalText('End, exclusive, in the same forms. Default: everything that is kept', 'now'),
      metric: optionalText('Only this metric; not of errors', 'request.duration'),
      ...dimensionParameters,
    }),
  },
  responses: {
    ...problems,
    200: {
      description: 'The file',
      content: {
        [CONTENT_TYPES.parquet]: file,
        'text/csv': file,
        'application/x-ndjson': file,
      },
      headers: z.object({
        'content-disposition': z.string().describe('A name for the file'),
        [ROWS_HEADER]: z
          .string()
          .optional()
          .describe('Rows, at most: those of rollups are counted before they are merged. Absent: not known'),
      }),
    },
    503: problem(
      'The database cannot be reached, or has too much to do, or exports are on their way already; see Retry-After',
    ),
  },
});

/** Stored rows as files. */
export function addExportRoute(
  api: OpenAPIHono,
  { storage, now, log }: Pick<ApiDeps, 'storage' | 'now'> & { readonly log: Logger },
): void {
  const permits = createExportPermits();

  api.openapi(route, async (c) => {
    const asked = c.req.valid('query');
    const { app: name, table: writtenTable, format: writtenFormat, from, to, metric, ...filter } = asked;
    const app = knownApp(c.var.apps, name);
    const table = parseTable(writtenTable);
    const format = parseChoice('format', writtenFormat, EXPORT_FORMATS, 'jsonl');
    refuseStrange(table, asked);
    const nowMs = now();
    const range = { ...parseEnd('from', from, nowMs), ...parseEnd('to', to, nowMs) };
    const question = {
      app,
      table,
      format,
      ...range,
      filter: toFilter(filter),
      ...(metric !== undefined && metric !== '' && { metric: parseMetric(metric).name }),
    };

    const release = permits.take();
    try {
      const { bytes, rows } = await storage.openExport(question);
      bytes.once('close', release);
      if (c.req.raw.signal.aborted) bytes.destroy();
      const outgoing = outgoingOf(c.env);
      const body = toFileBody(bytes, {
        onFailure: (error) => log.error({ err: error, app, table, format }, 'an export broke off'),
        breakOff: outgoing && ((error) => outgoing.destroy(error)),
      });
      return c.body(body, 200, {
        'content-type': CONTENT_TYPES[format],
        'content-disposition': `attachment; filename="${fileNameOf({ app, table, format }, nowMs)}"`,
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        ...(rows !== null && { [ROWS_HEADER]: String(rows) }),
      });
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Node's own answer; none where the app is called without a socket. */
function outgoingOf(env: object | undefined): ServerResponse | undefined {
  const outgoing = env !== undefined && 'outgoing' in env ? env.outgoing : undefined;
  return outgoing instanceof ServerResponse ? outgoing : undefined;
}

function parseTable(written: string): ExportTable {
  const table = EXPORT_TABLES.find((known) => known === written);
  if (table !== undefined) return table;
  throw parameterProblem(
    'table',
    `${JSON.stringify(written.slice(0, 32))} is none; allowed are ${EXPORT_TABLES.join(', ')}`,
  );
}

function parseEnd(name: 'from' | 'to', text: string | undefined, nowMs: number) {
  if (text === undefined || text === '') return {};
  const parsed = parseTime(text, nowMs);
  if (!parsed.ok) throw parameterProblem(name, parsed.reason);
  return name === 'from' ? { fromMs: parsed.ms } : { toMs: parsed.ms };
}

/** Errors have few dimensions and no metric. */
function refuseStrange(table: ExportTable, asked: Readonly<Record<string, unknown>>): void {
  const { dimensions, hasMetric } = exportSourceOf(table);
  const isGiven = (name: string) => asked[name] !== undefined && asked[name] !== '';
  const strange = DIMENSIONS.find((name) => isGiven(name) && !dimensions.includes(name));
  const parameter = !hasMetric && isGiven('metric') ? 'metric' : strange;
  if (parameter === undefined) return;
  throw parameterProblem(parameter, `rows of ${table} do not have it; they have ${dimensions.join(', ')}`);
}

function fileNameOf(
  {
    app,
    table,
    format,
  }: { readonly app: string; readonly table: ExportTable; readonly format: ExportFormat },
  nowMs: number,
): string {
  const at = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `paceline-${app.replaceAll(/[^\w.-]/g, '_')}-${table}-${at}.${format}`;
}
