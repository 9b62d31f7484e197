import { DROP_REASONS } from '@paceline/protocol';
import { loadDocumentedProblems } from './documentedAnswers.ts';
import type { Answer } from './readAnswers.ts';

/** What a batch's answer says of its events. */
export interface Taken {
  readonly accepted: number;
  /** Indexes of events that were dropped. */
  readonly dropped: readonly number[];
}

const documented = loadDocumentedProblems();
/** Answers of other paths than `/v1/events`, which a damaged target may name. */
const ELSEWHERE = new Map([['not-found', 404]]);

/** The answer to a batch that was taken; `undefined` when it is none. */
export function toTaken({ status, body }: Answer): Taken | undefined {
  if (status !== 202 || body === undefined) return undefined;
  const taken = parseJson(body);
  if (!isObject(taken) || !isCount(taken.accepted) || !Array.isArray(taken.dropped)) return undefined;
  const drops: unknown[] = taken.dropped;
  const dropped = drops.flatMap((drop) => (isDrop(drop) ? [drop.index] : []));
  return dropped.length === drops.length ? { accepted: taken.accepted, dropped } : undefined;
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
  const { dropped } = taken;
  const isAscending = dropped.every((index, at) => at === 0 || index > (dropped[at - 1] ?? index));
  return isAscending ? [] : ['dropped events are not in ascending order, or one is dropped twice'];
}

function checkProblem({ status, headers, body }: Answer): string[] {
  if (status >= 500) return [`server error ${status}: ${(body ?? '').slice(0, 300)}`];
  const faults: string[] = [];
  if (headers.get('content-type') !== 'application/problem+json') faults.push(`${status} without a problem`);
  if (status === 405 && !headers.has('allow')) faults.push('405 without the methods that are allowed');
  if (body === undefined) return faults;
  const problem = parseJson(body);
  if (!isProblem(problem))
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

interface Drop {
  readonly index: number;
}

interface Problem {
  readonly type: string;
  readonly status: number;
}

function isDrop(value: unknown): value is Drop {
  if (!isObject(value) || !isCount(value.index)) return false;
  const { reason, detail } = value;
  return DROP_REASONS.some((known) => known === reason) && ['string', 'undefined'].includes(typeof detail);
}

function isProblem(value: unknown): value is Problem {
  return isObject(value) && [value.type, value.title, value.detail].every(isText) && isCount(value.status);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
