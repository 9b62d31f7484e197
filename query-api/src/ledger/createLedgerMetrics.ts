import { Gauge, type Registry } from 'prom-client';
import { within } from '../within.ts';
import { type LedgerSources, PART_WITHIN_MS } from './ledgerLike.ts';

/**
 * Gauges of the ledger, read when Prometheus asks and only of configured apps. What does not answer leaves no
 * figure rather than an old one.
 */
export function createLedgerMetrics(
  registry: Registry,
  { storage, apps, now, queueDepth, ledger }: LedgerSources,
): void {
  const registers = [registry];
  const names = apps.map(({ name }) => name);
  // Two gauges tell of it, and are read together.
  const loadStored = sharedWhileRunning(async () => {
    const freshness = await within(PART_WITHIN_MS, storage.loadFreshness());
    return freshness === undefined ? undefined : new Map(freshness.map((each) => [each.app, each]));
  });

  void new Gauge({
    registers,
    name: 'paceline_ledger_events',
    help: 'Events since the beginning by what became of them; received is the sum of all others.',
    labelNames: ['app', 'outcome'],
    async collect() {
      const [stored, counts] = await Promise.all([
        loadStored(),
        ledger === undefined ? undefined : within(PART_WITHIN_MS, ledger.load(names)),
      ]);
      this.reset();
      for (const [index, app] of names.entries()) {
        if (stored !== undefined) this.set({ app, outcome: 'stored' }, stored.get(app)?.storedEvents ?? 0);
        const known = counts?.[index];
        if (known === undefined) continue;
        this.set({ app, outcome: 'received' }, known.received);
        this.set({ app, outcome: 'in_flight' }, known.inFlight);
        this.set({ app, outcome: 'dead_lettered' }, known.deadLettered);
        for (const [reason, events] of Object.entries(known.dropped)) {
          this.set({ app, outcome: `dropped_${reason.replaceAll('-', '_')}` }, events);
        }
      }
    },
  });

  void new Gauge({
    registers,
    name: 'paceline_newest_stored_age_seconds',
    help: 'Time since the newest insert of an app; nothing before its first.',
    labelNames: ['app'],
    async collect() {
      const stored = await loadStored();
      this.reset();
      for (const app of names) {
        const newestStoredAt = stored?.get(app)?.newestStoredAt ?? null;
        if (newestStoredAt !== null) this.set({ app }, Math.max(0, now() - newestStoredAt) / 1000);
      }
    },
  });

  void new Gauge({
    registers,
    name: 'paceline_queue_jobs',
    help: 'Jobs of batches in the queue, of all apps, by state.',
    labelNames: ['state'],
    async collect() {
      const depth = queueDepth === undefined ? undefined : await within(PART_WITHIN_MS, queueDepth());
      this.reset();
      for (const [state, jobs] of Object.entries(depth ?? {})) this.set({ state }, jobs);
    },
  });
}

/** Runs `load` once for all who ask while it runs. */
function sharedWhileRunning<Result>(load: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= load().finally(() => (running = undefined));
    return running;
  };
}
