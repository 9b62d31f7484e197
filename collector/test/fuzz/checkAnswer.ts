import { DROP_REASONS } from '@paceline/protocol';
import { z } from 'zod';
import { loadDocumentedProblems } from './documentedAnswers.ts';
import type { Answer } from './readAnswers.ts';

const acceptedSchema = z.strictObject({
  accepted: z.number().int().min(0),
  dropped: z.array(
    z.strictObject({
      index: z.number().int().min(0),
      reason: z.enum(DROP_REASONS),
      detail: z.string().optional(),
    }),
  ),
});
const problemSchema = z.object({
  type: z.string(),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
});

/** What a batch's answer says of its events. */
export type Taken = z.infer<typeof acceptedSchema>;

const documented = loadDocumentedProblems();
/** Answers of other paths than `/v1/events`, which a damaged target may name. */
const ELSEWHERE = new Map([['not-found', 404]]);

/** The answer to a batch that was taken; `undefined` when it is none. */
export function toTaken({ status, body }: Answer): Taken | undefined {
  if (status !== 202 || body === undefined) return undefined;
  return acceptedSchema.safeParse(parseJson(body)).data;
}

/** What is wrong with an answer, whatever it answers: an undocumented status or type, or a body that does not fit. */
export function checkAnswer(answer: Answer): string[] {
  const { status, headers, body } = answer;
  const faults: string[] = [];
  if (headers.has('x-injected')) faults.push('a header of the request became a header of the answer');
  if (status === 204) {
    if (!headers.has('access-control-allow-methods')) faults.push('204 to what is no preflight');
  } else if (status === 202) {
    if (headers.get('content-type') !== 'application/json') faults.push('202 without JSON');
    if (body !== undefined) faults.push(...checkTaken(toTaken(answer)));
  } else faults.push(...checkProblem(answer));
  return faults;
}

function checkTaken(taken: Taken | undefined): string[] {
  if (taken === undefined) return ['202 with a body that is not documented'];
  const indexes = taken.dropped.map(({ index }) => index);
  const isAscending = indexes.every((index, at) => at === 0 || index > (indexes[at - 1] ?? index));
  return isAscending ? [] : ['dropped events are not in ascending order, or one is dropped twice'];
}

function checkProblem({ status, headers, body }: Answer): string[] {
  if (status >= 500) return [`server error ${status}: ${(body ?? '').slice(0, 300)}`];
  const faults: string[] = [];
  if (headers.get('content-type') !== 'application/problem+json') faults.push(`${status} without a problem`);
  if (status === 405 && !headers.has('allow')) faults.push('405 without the methods that are allowed');
  if (body === undefined) return faults;
  const { data: problem } = problemSchema.safeParse(parseJson(body));
  if (problem === undefined)
    return [...faults, `${status} with a body that is no problem: ${body.slice(0, 300)}`];
  if (problem.status !== status) faults.push(`${status} with a problem of status ${problem.status}`);
  const type = problem.type.replace(/^urn:paceline:problem:/, '');
  const isDocumented = documented.get(type)?.has(status) === true || ELSEWHERE.get(type) === status;
  if (!isDocumented) faults.push(`${status} "${problem.type}" is not in docs/protocol.md`);
  return faults;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
}
