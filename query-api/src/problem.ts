import { STATUS_CODES } from 'node:http';
import { StorageError, type StorageErrorReason } from '@paceline/storage';
import { HTTPException } from 'hono/http-exception';
import type { ZodError } from 'zod';
import type { ProblemDocument } from './responses.ts';

interface ProblemParts {
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly problems?: ProblemDocument['problems'];
  readonly checks?: ProblemDocument['checks'];
  readonly cause?: unknown;
}

/** An answer that is an error. Thrown by whoever finds it; made an HTTP answer by {@link toProblemResponse}. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: ProblemDocument;

  constructor(status: number, { detail, headers = {}, problems, checks, cause }: ProblemParts) {
    super(detail, cause === undefined ? undefined : { cause });
    this.status = status;
    this.headers = headers;
    this.document = {
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      ...(problems && { problems }),
      ...(checks && { checks }),
    };
  }
}

/** A parameter whose value cannot be used. */
export function parameterProblem(parameter: string, detail: string): Problem {
  return new Problem(400, { detail: `${parameter}: ${detail}`, problems: [{ parameter, detail }] });
}

/** Parameters as zod found them wrong, all at once. */
export function toParameterProblem({ issues }: ZodError): Problem {
  const detail = issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
  const problems = issues.flatMap((issue) => {
    const parameters = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
    return parameters.map((parameter) => ({ parameter, detail: issue.message }));
  });
  return new Problem(400, { detail, problems });
}

const BY_STORAGE_REASON: Readonly<Record<StorageErrorReason, (cause: StorageError) => Problem>> = {
  unreachable: (cause) =>
    unavailable('The database cannot be reached. Try again in a few seconds.', 2, cause),
  busy: (cause) =>
    unavailable('The database has too much to do right now. Try again in a few seconds.', 5, cause),
  'too-heavy': (cause) =>
    new Problem(422, {
      detail:
        'This question takes more time or memory than one query may. Ask for a shorter range, a larger step ' +
        'or a narrower filter.',
      cause,
    }),
  'rejected-rows': internal,
  refused: internal,
};

/** Whatever was thrown, as a problem. What is no expected failure is a 500 that says nothing of its insides. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StorageError) return BY_STORAGE_REASON[error.reason](error);
  if (error instanceof HTTPException)
    return new Problem(error.status, { detail: error.message, cause: error });
  return internal(error);
}

export function toProblemResponse({ document, status, headers }: Problem): Response {
  return new Response(JSON.stringify(document), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}

/** Something is missing that may come back. */
export function unavailable(detail: string, retryAfterSeconds: number, cause?: unknown): Problem {
  return new Problem(503, { detail, headers: { 'retry-after': String(retryAfterSeconds) }, cause });
}

function internal(cause: unknown): Problem {
  return new Problem(500, { detail: 'The query API could not answer. Its log says why.', cause });
}
