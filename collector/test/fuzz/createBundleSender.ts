import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { DEFAULT_LIMITS } from '@paceline/protocol';
import { checkAnswer, toTaken } from './checkAnswer.ts';
import { KEY } from '../aCollector.ts';
import type { EventCounts } from './createCheckingProducer.ts';
import { ID_PLACE } from './exampleBatch.ts';
import type { FuzzTarget } from './fuzzTarget.ts';
import type { RawInput } from './rawInput.ts';
import type { Answer } from './readAnswers.ts';
import { sendRaw } from './sendRaw.ts';
import { sendStructured } from './sendStructured.ts';
import { isGood, type StructuredInput, toStructuredRequest } from './structuredInput.ts';

export type FuzzInput = StructuredInput | RawInput;

/** What came of inputs that were sent at the same time. */
export interface BundleResult {
  readonly answers: readonly Answer[];
  readonly crashes: number;
  /** What is wrong, for people. */
  readonly faults: readonly string[];
}

export interface BundleSender {
  send(inputs: readonly FuzzInput[]): Promise<BundleResult>;
  close(): void;
}

interface Outcome {
  readonly answers: readonly Answer[];
  readonly faults: readonly string[];
  readonly accepted: number;
  readonly dropped: number;
  /** Whether the counts are exact: they are not when an answer was lost. */
  readonly isExact: boolean;
}

/** A batch that has to be taken, whatever came before it. */
const GOOD_INPUT: StructuredInput = {
  kind: 'structured',
  types: ['request', 'vital'],
  mutations: [],
  isCompressed: false,
  headers: { 'content-type': 'application/json', 'x-paceline-key': KEY },
};
const MOST_TRIES = 5;

/** Sends inputs, and checks all that can be known of each answer and of the collector after them. */
export function createBundleSender(target: FuzzTarget): BundleSender {
  const agent = new Agent({ keepAlive: true });
  let before: EventCounts = { accepted: 0, dropped: 0 };

  async function sendOne(input: FuzzInput): Promise<Outcome> {
    const id = randomBytes(16).toString('hex').slice(0, ID_PLACE.length);
    if (input.kind === 'structured') return sendBatch(input, id);
    const pieces = input.pieces.map((piece) => piece.replaceAll(ID_PLACE, id));
    const { answers, faults } = await sendRaw(target.port(), { ...input, pieces });
    return {
      answers,
      faults: [...faults, ...answers.flatMap(checkAnswer)],
      accepted: 0,
      dropped: 0,
      isExact: true,
    };
  }

  async function sendBatch(input: StructuredInput, id: string): Promise<Outcome> {
    const batch = toStructuredRequest(input, id);
    const { answer, isRetried } = await sendStructured(target.port(), batch, agent);
    if (answer === undefined) {
      // A body that is too large is answered before it was read, and the answer may get lost with the connection.
      const faults = batch.body.length > DEFAULT_LIMITS.bodyBytes ? [] : ['a batch was not answered'];
      return { answers: [], faults, accepted: 0, dropped: 0, isExact: false };
    }
    const faults = checkAnswer(answer);
    const taken = toTaken(answer);
    const [accepted, dropped] = [taken?.accepted ?? 0, taken?.dropped.length ?? 0];
    const count = taken === undefined ? undefined : eventCountOf(batch.text);
    if (count !== undefined && accepted + dropped !== count) {
      faults.push(`of ${count} events ${accepted} were accepted and ${dropped} dropped`);
    }
    const isTaken = answer.status === 202 && accepted === input.types.length;
    // 408 says that this machine is too busy, and nothing of the batch.
    if (isGood(input) && !isRetried && !isTaken && answer.status !== 408) {
      faults.push(`a good batch was answered with ${answer.status}, ${accepted} of its events accepted`);
    }
    return { answers: [answer], faults, accepted, dropped, isExact: !isRetried };
  }

  async function sendGood(): Promise<Outcome> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await sendOne(GOOD_INPUT);
      const isLate = outcome.answers[0]?.status === 408;
      if (!isLate || tries === MOST_TRIES) return outcome;
    }
  }

  return {
    async send(inputs) {
      const outcomes = await Promise.all(inputs.map(sendOne));
      const good = await sendGood();
      const look = await target.look();
      const all = [...outcomes, good];
      const faults = [...all.flatMap((outcome) => outcome.faults), ...look.complaints];
      if (look.crashes === 0) faults.push(...checkCounts(all, before, look.counts));
      before = look.counts;
      const answers = outcomes.flatMap((outcome) => outcome.answers);
      return { answers, crashes: look.crashes, faults: [...new Set(faults)] };
    },
    close: () => agent.destroy(),
  };
}

/** Every event that was answered for is in the queue or counted as dropped, and no other. */
function checkCounts(outcomes: readonly Outcome[], before: EventCounts, after: EventCounts): string[] {
  if (outcomes.some(({ isExact }) => !isExact)) return [];
  return (['accepted', 'dropped'] as const).flatMap((part) => {
    const answered = outcomes.reduce((sum, outcome) => sum + outcome[part], 0);
    const counted = after[part] - before[part];
    return answered === counted
      ? []
      : [`answers say that ${answered} events were ${part}, the queue has ${counted}`];
  });
}

function eventCountOf(text: string): number | undefined {
  const batch: unknown = JSON.parse(text);
  if (typeof batch !== 'object' || batch === null || !('events' in batch)) return undefined;
  return Array.isArray(batch.events) ? batch.events.length : undefined;
}
