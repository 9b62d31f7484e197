import * as fc from 'fast-check';
import { type BundleResult, createBundleSender, type FuzzInput } from './createBundleSender.ts';
import type { FuzzTarget } from './fuzzTarget.ts';
import { rawInput, slowInput } from './rawInput.ts';
import { structuredInput } from './structuredInput.ts';

export interface FuzzOptions {
  readonly target: FuzzTarget;
  /** How many inputs to send, at least. */
  readonly inputs: number;
  /** Whole number; the same one gives the same inputs. */
  readonly seed: number;
  /** Called after every round, of about {@link ROUND_INPUTS} inputs. */
  readonly onRound?: (soFar: FuzzResult) => Promise<void> | void;
}

export interface FuzzResult {
  readonly structuredInputs: number;
  readonly rawInputs: number;
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Answers with a status of 500 or more. */
  readonly serverErrors: number;
  readonly crashes: number;
  /** One a round that failed; each is the smallest input that was found to do the same. */
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** With `path` what fast-check needs to make the input again. */
  readonly seed: number;
  readonly path: string;
  /** What was wrong at first, with the input as it was made. */
  readonly firstFaults: readonly string[];
  /** What is wrong with the smallest input. */
  readonly faults: readonly string[];
  /** The inputs that were sent together, as text. */
  readonly input: string;
}

const MOST_TOGETHER = 64;
const ROUND_BUNDLES = 32;
export const ROUND_INPUTS = (ROUND_BUNDLES * MOST_TOGETHER) / 2;
/** With so many rounds that failed, the rest would tell nothing new. */
const MOST_FINDINGS = 5;
/** Longest time for a round, in which a failing input is made smaller. */
const MOST_ROUND_MS = 120_000;
const MOST_SHOWN = 4000;

const anyInput: fc.Arbitrary<FuzzInput> = fc.oneof(structuredInput, rawInput);
const bundle = fc.oneof(
  {
    weight: ROUND_BUNDLES * 2,
    arbitrary: fc.array(anyInput, { minLength: 1, maxLength: MOST_TOGETHER, size: 'max' }),
  },
  {
    weight: 1,
    arbitrary: fc.array<FuzzInput>(slowInput, { minLength: 1, maxLength: MOST_TOGETHER, size: 'max' }),
  },
);

/** Throws inputs at a collector, many at a time, until there were enough or too much is broken. */
export async function fuzz({ target, inputs, seed, onRound }: FuzzOptions): Promise<FuzzResult> {
  const sender = createBundleSender(target);
  const statuses = new Map<number, number>();
  const findings: Finding[] = [];
  const counted = { structuredInputs: 0, rawInputs: 0, serverErrors: 0, crashes: 0 };
  const soFar = (): FuzzResult => ({ ...counted, statuses, findings });

  async function runRound(roundSeed: number): Promise<void> {
    let firstFaults: readonly string[] = [];
    let faults: readonly string[] = [];
    let broken: unknown;
    const property = fc.asyncProperty(bundle, async (together) => {
      const result = await sender.send(together).catch((error: unknown) => {
        broken ??= error;
        throw error;
      });
      // What follows a failure are smaller versions of the same inputs.
      if (faults.length === 0) count(together, result);
      if (result.faults.length === 0 && result.crashes === 0) return;
      faults = result.crashes > 0 ? ['the collector crashed', ...result.faults] : result.faults;
      if (firstFaults.length === 0) firstFaults = faults;
      throw new Error(faults.join('\n'));
    });
    const details = await fc.check(property, {
      seed: roundSeed,
      numRuns: ROUND_BUNDLES,
      interruptAfterTimeLimit: MOST_ROUND_MS,
      markInterruptAsFailure: false,
    });
    // What cannot be sent is a fault of the fuzzer, and not of the collector.
    if (broken !== undefined) throw broken;
    if (!details.failed) return;
    findings.push({
      seed: roundSeed,
      path: details.counterexamplePath ?? '',
      firstFaults,
      faults,
      input: shown(fc.stringify(details.counterexample?.[0])),
    });
  }

  function count(together: readonly FuzzInput[], result: BundleResult): void {
    const structured = together.filter(({ kind }) => kind === 'structured').length;
    counted.structuredInputs += structured;
    counted.rawInputs += together.length - structured;
    counted.crashes += result.crashes;
    for (const { status } of result.answers) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500) counted.serverErrors += 1;
    }
  }

  try {
    for (let round = 0; counted.structuredInputs + counted.rawInputs < inputs; round += 1) {
      // fast-check's seeds are 32 bits wide.
      await runRound((seed + round) | 0);
      await onRound?.(soFar());
      if (findings.length >= MOST_FINDINGS) break;
    }
    return soFar();
  } finally {
    sender.close();
  }
}

function shown(input: string): string {
  const text = input.replaceAll(/([^])\1{60,}/g, (run, character) => `${character}{${run.length} times}`);
  if (text.length <= MOST_SHOWN) return text;
  const left = text.length - MOST_SHOWN;
  return `${text.slice(0, MOST_SHOWN / 2)} (${left} characters left out) ${text.slice(-MOST_SHOWN / 2)}`;
}
