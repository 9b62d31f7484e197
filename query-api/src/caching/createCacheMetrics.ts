import { Counter, Gauge, type Registry } from 'prom-client';
import type { FinishedCache } from './cacheFinished.ts';

/** Figures of what is kept of finished times, read when Prometheus asks. Confirmed answers are requests of status 304. */
export function createCacheMetrics(registry: Registry, cache: Pick<FinishedCache, 'counts'>): void {
  const registers = [registry];
  void new Counter({
    registers,
    name: 'paceline_api_cache_questions_total',
    help: 'Questions to the database for distributions: hit and miss are about times that are over, passed are not.',
    labelNames: ['outcome'],
    collect() {
      const { hits, misses, passed } = cache.counts();
      this.reset();
      this.inc({ outcome: 'hit' }, hits);
      this.inc({ outcome: 'miss' }, misses);
      this.inc({ outcome: 'passed' }, passed);
    },
  });
  void new Gauge({
    registers,
    name: 'paceline_api_cache_bytes',
    help: 'Bytes of distributions that are kept, about; limits.apiCacheBytes is the most.',
    collect() {
      this.set(cache.counts().bytes);
    },
  });
}
