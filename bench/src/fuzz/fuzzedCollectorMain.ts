import { setTimeout } from 'node:timers/promises';
import { startFuzzedCollector } from '../../../collector/test/fuzz/startFuzzedCollector.ts';
import type { Weight } from './startCollectorProcess.ts';

const MOST_WEIGHINGS = 10;
const PAUSE_MS = 300;
const SETTLED_MB = 0.2;

/**
 * The process that is fuzzed: a collector whose queue is in memory. Tells its parent the port, and answers every message with a
 * look at itself, after the memory that nobody needs was given back.
 */
const collector = await startFuzzedCollector();

/** Weighs again until nothing more is given back: connections that were just closed hold memory for a moment. */
async function memoryMb(): Promise<Weight> {
  let weight = weigh();
  for (let time = 1; time < MOST_WEIGHINGS; time += 1) {
    await setTimeout(PAUSE_MS);
    const before = weight;
    weight = weigh();
    if (before.used - weight.used < SETTLED_MB) break;
  }
  return weight;
}

function weigh(): Weight {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / 1e6, used: (heapUsed + external) / 1e6 };
}

process.on('message', (question: unknown) => {
  const isWeighed = question === 'weigh';
  void (isWeighed ? memoryMb() : collector.look()).then((answer) => process.send?.(answer));
});
// Without its parent nobody ends it.
process.on('disconnect', () => process.exit());
process.send?.({ port: collector.port() });
