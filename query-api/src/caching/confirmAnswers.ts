import { createHash, randomUUID } from 'node:crypto';
import type { Retention } from '@paceline/storage';
import type { Context, MiddlewareHandler } from 'hono';
import type { CallerEnv } from '../auth/caller.ts';
import { within } from '../within.ts';
import { formatTag, parseTags } from './answerTag.ts';
import { type StoredVersions, VERSION_WITHIN_MS } from './createStoredVersions.ts';
import { isStillSo, type RangesAt } from './isStillSo.ts';

interface ConfirmDeps {
  readonly versions: Pick<StoredVersions, 'known' | 'load' | 'recent'>;
  readonly retention: Retention;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Answers are for one caller, and are asked for again every time: a tag makes that cheap. */
export const ASK_AGAIN = 'private, no-cache';
/** What an answer depends on besides its address. */
export const VARY_BY_CALLER = 'authorization, cookie';
/** A version that is this old is good enough to be written into a tag: at worst the tag confirms nothing. */
const RECENT_MS = 1000;

/**
 * Gives the figures of an app an entity tag, and answers 304 without a query where a caller's tag says that it has them
 * already. Nothing is kept for it: the tag says what the answer was made of, and {@link isStillSo} whether that still holds.
 * A tag of another process, which may have another configuration, confirms nothing.
 *
 * @param rangesOf the times that a request asks for; throws when they are wrong
 */
export function confirmAnswers(
  { versions, retention, now }: ConfirmDeps,
  rangesOf: (c: Context) => RangesAt,
): MiddlewareHandler<CallerEnv> {
  const process = randomUUID();

  /** The tag among the caller's that still holds. */
  async function findHolding(c: Context, app: string, question: string): Promise<string | undefined> {
    const known = versions.known(app)?.version;
    const tags = parseTags(c.req.header('if-none-match')).filter(
      // Versions never come back, so that there is no need to ask for one of before.
      (tag) => tag.question === question && (known === undefined || known === tag.version),
    );
    if (tags.length === 0) return undefined;
    const current = await within(VERSION_WITHIN_MS, versions.load(app));
    if (current === undefined) return undefined;
    const circumstances = { current, nowMs: now(), retention };
    const holding = tags.find((tag) => isStillSo(rangesOf(c), tag, circumstances));
    return holding && formatTag(holding);
  }

  return async (c, next) => {
    const app = c.req.query('app') ?? '';
    const { apps, scopes } = c.var.caller;
    // Whoever may not ask is told so by the route.
    if (!apps.names.includes(app) || !scopes.has('read')) return next();
    const question = nameOf(process, new URL(c.req.url));
    const headers = { 'cache-control': ASK_AGAIN, vary: VARY_BY_CALLER };
    const madeAtMs = now();
    try {
      const etag = await findHolding(c, app, question);
      if (etag !== undefined) return c.body(null, 304, { ...headers, etag });
    } catch {
      // What is wrong with the question or the database is for the route to say.
      return next();
    }
    const version = await within(VERSION_WITHIN_MS, versions.recent(app, RECENT_MS));
    await next();
    if (version === undefined || c.res.status !== 200) return;
    const etag = formatTag({ question, madeAtMs, version: version.version });
    for (const [name, value] of Object.entries({ ...headers, etag })) c.res.headers.set(name, value);
  };
}

function nameOf(process: string, { pathname, searchParams }: URL): string {
  const asked = [...searchParams].toSorted(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1));
  const text = JSON.stringify([process, pathname, asked]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
