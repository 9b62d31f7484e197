/** What an answer was made of, as it travels in its entity tag. */
export interface AnswerTag {
  /** Names the question, and the process that answered it. */
  readonly question: string;
  /** Epoch milliseconds. */
  readonly madeAtMs: number;
  /** What was stored of the app before the answer was made. */
  readonly version: string;
}

const TAG = /^(?:W\/)?"([\w-]{16})~([0-9a-z]{1,11})~([0-9a-z.]{1,64})"$/;

/** A weak one (RFC 9110, 8.8.1): the time that the answer says it is of moves on while its figures stay. */
export function formatTag({ question, madeAtMs, version }: AnswerTag): string {
  return `W/"${question}~${Math.floor(madeAtMs).toString(36)}~${version}"`;
}

/** The tags of an `If-None-Match` header that {@link formatTag} wrote; others are left out. */
export function parseTags(header: string | undefined): readonly AnswerTag[] {
  return (header ?? '').split(',').flatMap((text) => {
    const [, question, madeAt, version] = TAG.exec(text.trim()) ?? [];
    if (question === undefined || madeAt === undefined || version === undefined) return [];
    return [{ question, madeAtMs: Number.parseInt(madeAt, 36), version }];
  });
}
