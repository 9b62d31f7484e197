import { randomInt } from 'node:crypto';
import { describeFindings } from '../../../collector/test/fuzz/describeFindings.ts';
import { fuzz, type FuzzResult } from '../../../collector/test/fuzz/fuzz.ts';
import { startCollectorProcess, type Weight } from './startCollectorProcess.ts';

const INPUTS = 100_000;
const QUICK_INPUTS = 5000;
/** What is sent before the memory is weighed: code is compiled and tables are filled first. */
const WARM_UP_SHARE = 0.2;
/** What JavaScript may hold more at the end, in megabytes. An input that left a kilobyte would be ten times that. */
const MOST_GROWTH_MB = 8;

/**
 * Throws hostile batches and connections at the events of a real collector, in a process of its own and with a queue in memory.
 * `PACELINE_FUZZ_SEED` repeats the inputs of a run.
 */
export async function benchFuzz({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const seed = Number(process.env.PACELINE_FUZZ_SEED ?? randomInt(2 ** 31));
  if (!Number.isInteger(seed)) throw new Error('PACELINE_FUZZ_SEED has to be a whole number.');
  const inputs = quick ? QUICK_INPUTS : INPUTS;
  process.stderr.write(`seed ${seed}\n`);
  const collector = await startCollectorProcess();
  const startedAt = performance.now();
  let warm: Weight | undefined;
  try {
    const result = await fuzz({
      target: collector,
      inputs,
      seed,
      async onRound(soFar) {
        showProgress(soFar, inputs);
        // A collector that was started again begins anew.
        if (soFar.crashes > 0) warm = undefined;
        else if (inputsOf(soFar) >= inputs * WARM_UP_SHARE) warm ??= await collector.weigh();
      },
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const end = await collector.weigh();
    const usedGrowthMb = end.used - (warm ?? end).used;
    if (result.findings.length > 0) process.stderr.write(`${describeFindings(result)}\n`);
    if (usedGrowthMb > MOST_GROWTH_MB) {
      process.stderr.write(
        `The collector grew by ${rounded(usedGrowthMb)} MB; at most ${MOST_GROWTH_MB} are noise.\n`,
      );
    }
    if (result.findings.length > 0 || usedGrowthMb > MOST_GROWTH_MB) process.exitCode = 1;
    return {
      inputs: inputsOf(result),
      serverErrors: result.serverErrors,
      crashes: result.crashes,
      findings: result.findings.length,
      structuredInputs: result.structuredInputs,
      rawInputs: result.rawInputs,
      inputsPerSecond: Math.round(inputsOf(result) / seconds),
      rssGrowthMb: rounded(end.rss - (warm ?? end).rss),
      usedGrowthMb: rounded(usedGrowthMb),
      rssMb: rounded(end.rss),
      seed,
      ...Object.fromEntries(
        [...result.statuses]
          .toSorted(([a], [b]) => a - b)
          .map(([status, count]) => [`status${status}`, count]),
      ),
    };
  } finally {
    await collector.stop();
  }
}

const inputsOf = ({ structuredInputs, rawInputs }: FuzzResult) => structuredInputs + rawInputs;

const rounded = (value: number) => Math.round(value * 100) / 100;

function showProgress(soFar: FuzzResult, inputs: number): void {
  if (!process.stderr.isTTY) return;
  const { serverErrors, crashes, findings } = soFar;
  process.stderr.write(
    `\r${inputsOf(soFar)} of ${inputs} inputs, ${serverErrors} server errors, ${crashes} crashes, ${findings.length} findings`,
  );
  if (inputsOf(soFar) >= inputs) process.stderr.write('\n');
}
