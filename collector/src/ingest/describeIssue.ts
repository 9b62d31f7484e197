import type { envelopeSchema, eventSchema, Limits } from '@paceline/protocol';

type Schema = ReturnType<typeof envelopeSchema> | ReturnType<typeof eventSchema>;
/** One thing that is wrong with what was sent, as zod tells it. */
export type Issue = NonNullable<ReturnType<Schema['safeParse']>['error']>['issues'][number];

/** The same in words: where it is, what is wrong and what to do. */
export interface Described {
  /** Path of the field, as `pools[0].name`; empty for the whole. */
  readonly field: string;
  readonly detail: string;
  /** The configured limit that bit. */
  readonly limit?: keyof Limits;
}

/** Says an issue so that its sender can act on it. Never repeats what was sent. */
export function describeIssue(issue: Issue, limits: Limits): Described {
  const field = toField(issue.path);
  switch (issue.code) {
    case 'too_big':
      return { field, ...describeTooBig(issue, limits) };
    case 'too_small':
      return { field, detail: describeTooSmall(issue) };
    case 'invalid_value':
      return {
        field,
        detail: `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`,
      };
    case 'invalid_format':
    case 'custom':
      return { field, ...withLimit(`must be ${issue.message}`, limitOfCustom(issue.path)) };
    case 'invalid_type':
      return { field, detail: `must be ${article(issue.expected)}` };
    case 'invalid_key':
    case 'invalid_element':
      return describeNested(issue.issues, field, limits);
    case 'invalid_union':
      return describeUnion(issue, field, limits);
    case 'not_multiple_of':
    case 'unrecognized_keys':
    default:
      return { field, detail: issue.message };
  }
}

type IssueOf<Code extends Issue['code']> = Extract<Issue, { code: Code }>;

function describeTooBig(issue: IssueOf<'too_big'>, limits: Limits): Omit<Described, 'field'> {
  const most = Number(issue.maximum);
  if (issue.origin === 'string') {
    return withLimit(
      `must have at most ${most} characters; shorten it`,
      limitOfText(issue.path, most, limits),
    );
  }
  if (issue.origin === 'array') {
    return withLimit(
      `must have at most ${most} entries; send fewer`,
      issue.path.at(-1) === 'events' ? 'eventsPerBatch' : undefined,
    );
  }
  return withLimit(`must be at most ${most}`, most === limits.maxValue ? 'maxValue' : undefined);
}

function describeTooSmall(issue: IssueOf<'too_small'>): string {
  if (issue.origin === 'array' && Number(issue.minimum) > 1)
    return `must have at least ${issue.minimum} entries`;
  if (issue.origin === 'string' || issue.origin === 'array')
    return 'must not be empty; leave it out or fill it';
  const isOver = issue.inclusive === false;
  return `must be ${isOver ? 'more than' : 'at least'} ${issue.minimum}`;
}

function describeNested(issues: readonly Issue[], field: string, limits: Limits): Described {
  const [first] = issues;
  return first === undefined
    ? { field, detail: 'is not valid' }
    : { ...describeIssue({ ...first, path: [...first.path] }, limits), field };
}

function describeUnion(issue: IssueOf<'invalid_union'>, field: string, limits: Limits): Described {
  // Only events are told apart by a field, their type.
  if ('discriminator' in issue) return { field, detail: 'must be one of the types of events' };
  for (const [first] of issue.errors) {
    if (first !== undefined && first.code !== 'invalid_type') {
      return { ...describeIssue({ ...first, path: [...issue.path, ...first.path] }, limits), field };
    }
  }
  return { field, detail: 'must be a string, a number, true or false' };
}

function withLimit(detail: string, limit: keyof Limits | undefined): Omit<Described, 'field'> {
  return limit === undefined ? { detail } : { detail: `${detail} (limit ${limit})`, limit };
}

function limitOfText(path: Issue['path'], most: number, limits: Limits): keyof Limits {
  const name = path.at(-1);
  if (path[0] === 'attributes') return most === limits.messageLength ? 'messageLength' : 'nameLength';
  if (name === 'route') return 'routeLength';
  if (name === 'message') return 'messageLength';
  return name === 'stack' ? 'stackLength' : 'nameLength';
}

function limitOfCustom(path: Issue['path']): keyof Limits | undefined {
  return path.at(-1) === 'attributes' ? 'attributesPerEvent' : undefined;
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'record') return 'an object';
  if (expected === 'tuple') return 'an array';
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`;
}

function toField(path: Issue['path']): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 64)}`))
    .join('')
    .replace(/^\./, '');
}
