import { z } from '@hono/zod-openapi';
import type { Deletion } from '@paceline/storage';

const rows = (what: string) => z.number().int().describe(`${what} that there were when it was asked for`);

/** What a deletion leaves, for people. */
const NOTES = {
  app:
    'Alerts and the counts of the ledger stay. Events that are still on their way, and dead letters that are replayed, are ' +
    'stored as they arrive. The files of rewritten tables are removed within about ten minutes.',
  session:
    'Rollups stay: they are sums that name no visit. Events of the visit that are still on their way, and dead letters that ' +
    'are replayed, are stored as they arrive. The files of rewritten tables are removed within about ten minutes.',
} as const;

export const deletionSchema = z
  .object({
    id: z.string(),
    app: z.string(),
    kind: z.enum(['app', 'session']).describe('All of the app, or one visit'),
    before: z.iso.datetime().nullable().describe('Only what was measured before this; null: everything'),
    sessionDigest: z
      .string()
      .nullable()
      .describe('SHA-256 of the id of the visit, in hexadecimal; the id itself is not kept'),
    askedBy: z.string().describe('Name of the token'),
    askedAt: z.iso.datetime(),
    state: z
      .enum(['incomplete', 'running', 'finished'])
      .describe(
        'finished: no answer has any of it. running: tables are being rewritten, and answers may still have some of it. ' +
          'incomplete: it failed before all of it was begun; ask for it again',
      ),
    finishedAt: z.iso.datetime().nullable().describe('About; null before it is'),
    partsToDo: z.number().int().describe('Parts of tables that are still to be rewritten'),
    failure: z
      .string()
      .nullable()
      .describe('Why the database could not rewrite a part when it last tried; it goes on trying'),
    measurements: rows('Measurements'),
    events: rows('Events that those are of'),
    errors: rows('Texts of errors'),
    rollupRows: rows('Rows of rollups'),
    note: z.string().describe('What stays, and what may come later'),
  })
  .openapi('Deletion');
export type DeletionAnswer = z.infer<typeof deletionSchema>;

export const deletionsSchema = z
  .object({ app: z.string(), deletions: z.array(deletionSchema).describe('Newest first') })
  .openapi('Deletions');

export function toDeletionAnswer(deletion: Deletion): DeletionAnswer {
  const { id, app, kind, beforeMs, sessionDigest, askedBy, askedAt, state, finishedAt } = deletion;
  return {
    id,
    app,
    kind,
    before: isoOrNull(beforeMs),
    sessionDigest,
    askedBy,
    askedAt: new Date(askedAt).toISOString(),
    state,
    finishedAt: isoOrNull(finishedAt),
    partsToDo: deletion.partsToDo,
    failure: deletion.failure,
    ...deletion.rows,
    note: NOTES[kind],
  };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
