import { createHash, randomUUID } from 'node:crypto';
import type { Retention } from '@paceline/storage';
import type { Context, MiddlewareHandler } from 'hono';
import { LRUCache } from 'lru-cache';
import type { CallerEnv } from '../auth/caller.ts';
import { within } from '../within.ts';
import { type AnswerTag, formatTag, parseTags } from './answerTag.ts';
import { type StoredVersions, VERSION_WITHIN_MS } from './createStoredVersions.ts';
import { isStillSo, type RangesAt, wasSettled } from './isStillSo.ts';

interface ReuseDeps {
  readonly versions: Pick<StoredVersions, 'known' | 'load' | 'recent'>;
  readonly retention: Retention;
  /** Bytes of answers that are kept at most. */
  readonly maxBytes: number;
  /** Called when a caller was given what is kept. */
  readonly onKept: () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Answers are for one caller, and are asked for again every time: a tag makes that cheap. */
export const ASK_AGAIN = 'private, no-cache';
/** What an answer depends on besides its address. */
export const VARY_BY_CALLER = 'authorization, cookie';
/** A version that is this old is good enough to be written into a tag: at worst the tag confirms nothing. */
const RECENT_MS = 1000;
/** Answers about shorter ranges are not kept: they move every moment, and what is stored is to be seen in them at once. */
export const SHORTEST_KEPT_RANGE_MS = 6 * 3_600_000;
/** What is kept is given for this long at most, as another process may have deleted something. */
export const ANSWER_KEPT_MS = 60_000;
/** In answers that are kept, what was stored is seen after this time at most. Asking each time would cost more than all else. */
export const SEEN_WITHIN_MS = 250;

/** The answer to a question, as it was made. */
interface Kept {
  readonly body: string;
  readonly tag: AnswerTag;
}

/**
 * Answers a question about figures of an app as before, as long as {@link isStillSo}: with 304 and without a query where a
 * caller's entity tag says that it has the answer already, or with what was answered to somebody else, for ranges of at least
 * {@link SHORTEST_KEPT_RANGE_MS}. A tag says what its answer was made of, so that nothing is kept for it. A tag of another
 * process, which may have another configuration, confirms nothing.
 *
 * @param rangesOf the times that a request asks for; throws when they are wrong
 */
export function reuseAnswers(
  { versions, retention, maxBytes, onKept, now }: ReuseDeps,
  rangesOf: (c: Context) => RangesAt,
): MiddlewareHandler<CallerEnv> {
  const process = randomUUID();
  const kept = new LRUCache<string, Kept>({
    maxSize: maxBytes,
    // Figures are ASCII but for names: a byte a letter.
    sizeCalculation: ({ body }, question) => body.length + question.length,
  });

  /** What is kept of a question, when it may be given. */
  function findKept(question: string): Kept | undefined {
    const found = kept.get(question);
    return found !== undefined && now() - found.tag.madeAtMs <= ANSWER_KEPT_MS ? found : undefined;
  }

  /** The caller's tag that still holds, or what is kept and still holds. */
  async function findHolding(
    c: Context,
    app: string,
    question: string,
  ): Promise<AnswerTag | Kept | undefined> {
    const known = versions.known(app)?.version;
    // Versions never come back, so that there is no need to ask for one of before.
    const mayHold = ({ version }: AnswerTag) => known === undefined || known === version;
    const tags = parseTags(c.req.header('if-none-match')).filter(
      (tag) => tag.question === question && mayHold(tag),
    );
    const found = findKept(question);
    const own = found !== undefined && mayHold(found.tag) ? found : undefined;
    if (tags.length === 0 && own === undefined) return undefined;
    const asking = tags.length > 0 ? versions.load(app) : versions.recent(app, SEEN_WITHIN_MS);
    const current = await within(VERSION_WITHIN_MS, asking);
    if (current === undefined) return undefined;
    const circumstances = { current, nowMs: now(), retention };
    const holds = (tag: AnswerTag) => isStillSo(rangesOf(c), tag, circumstances);
    const confirmed = tags.find((tag) => wasSettled(tag, current) && holds(tag));
    if (confirmed !== undefined) return confirmed;
    return own !== undefined && holds(own.tag) ? own : undefined;
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
      const holding = await findHolding(c, app, question);
      if (holding !== undefined && 'body' in holding) {
        onKept();
        return c.body(holding.body, 200, {
          ...headers,
          etag: formatTag(holding.tag),
          'content-type': 'application/json',
        });
      }
      if (holding !== undefined) return c.body(null, 304, { ...headers, etag: formatTag(holding) });
    } catch {
      // What is wrong with the question or the database is for the route to say.
      return next();
    }
    const version = await within(VERSION_WITHIN_MS, versions.recent(app, RECENT_MS));
    await next();
    if (version === undefined || c.res.status !== 200) return;
    const tag = { question, madeAtMs, version: version.version };
    if (isLong(rangesOf(c)(madeAtMs))) {
      const body = await c.res.text();
      kept.set(question, { body, tag });
      c.res = new Response(body, c.res);
    }
    for (const [name, value] of Object.entries({ ...headers, etag: formatTag(tag) })) {
      c.res.headers.set(name, value);
    }
  };
}

function isLong(ranges: ReturnType<RangesAt>): boolean {
  return ranges.every(({ fromMs, toMs }) => toMs - fromMs >= SHORTEST_KEPT_RANGE_MS);
}

function nameOf(process: string, { pathname, searchParams }: URL): string {
  const asked = [...searchParams].toSorted(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1));
  const text = JSON.stringify([process, pathname, asked]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
