import { Counter, Gauge, type Registry } from 'prom-client';
import type { CacheCounts } from './cacheFinished.ts';

/** Figures of what is kept, read when Prometheus asks. Confirmed answers are requests of status 304. */
export function createCacheMetrics(
  registry: Registry,
  counts: () => CacheCounts & { readonly answersKept: number },
): void {
  const registers = [registry];
  void new Counter({
    registers,
    name: 'paceline_api_cache_questions_total',
    help: 'Questions for distributions: hit and miss are about times that are over, passed are not.',
    labelNames: ['outcome'],
    collect() {
      const { hits, misses, passed } = counts();
      this.reset();
      this.inc({ outcome: 'hit' }, hits);
      this.inc({ outcome: 'miss' }, misses);
      this.inc({ outcome: 'passed' }, passed);
    },
  });
  void new Counter({
    registers,
    name: 'paceline_api_answers_kept_total',
    help: 'Answers that were given as they were given before, as nothing was stored since.',
    collect() {
      this.reset();
      this.inc(counts().answersKept);
    },
  });
  void new Gauge({
    registers,
    name: 'paceline_api_cache_bytes',
    help: 'Bytes of distributions of times that are over, about; half of limits.apiCacheBytes is the most.',
    collect() {
      this.set(counts().bytes);
    },
  });
}
