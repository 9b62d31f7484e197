import { startFuzzedCollector } from '../../../collector/test/fuzz/startFuzzedCollector.ts';

/**
 * The process that is fuzzed: a collector whose queue is in memory. Tells its parent the port, and answers every message with a
 * look at itself, after the memory that nobody needs was given back.
 */
const collector = await startFuzzedCollector();

function memoryMb() {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / 1e6, used: (heapUsed + external) / 1e6 };
}

process.on('message', (question: unknown) => {
  const isWeighed = question === 'weigh';
  void collector.look().then((look) => process.send?.(isWeighed ? memoryMb() : look));
});
// Without its parent nobody ends it.
process.on('disconnect', () => process.exit());
process.send?.({ port: collector.port() });
