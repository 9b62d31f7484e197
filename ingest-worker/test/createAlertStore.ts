import { distributionOf } from '@paceline/protocol';
import type { AlertTransition, DistributionQuery, DistributionRow } from '@paceline/storage';
import type { AlerterDeps } from '../src/alerts/createAlerter.ts';

/** Storage in memory, as far as alerts use it. `values` are what every window of a metric holds. */
export interface AlertStore {
  readonly storage: AlerterDeps['storage'];
  readonly values: Map<string, readonly number[]>;
  readonly transitions: AlertTransition[];
  readonly queries: DistributionQuery[];
  /** Called before a transition is stored, and after; what it throws is thrown. */
  onInsert(moment: 'before' | 'after', transition: AlertTransition): void;
}

export function createAlertStore(): AlertStore {
  const store: AlertStore = {
    values: new Map(),
    transitions: [],
    queries: [],
    onInsert: () => {},
    storage: {
      loadDistributions: async (query) => {
        store.queries.push(query);
        return query.metrics.flatMap((metric): DistributionRow[] => {
          const values = store.values.get(`${query.app} ${metric}`) ?? store.values.get(metric);
          if (values === undefined) return [];
          return [{ metric, atSeconds: 0, group: {}, distribution: distributionOf(values) }];
        });
      },
      loadPeakRate: async () => null,
      insertAlertTransition: async (transition) => {
        store.onInsert('before', transition);
        if (!store.transitions.some(({ id }) => id === transition.id)) store.transitions.push(transition);
        store.onInsert('after', transition);
      },
      loadAlertStates: async () => [
        ...new Map(store.transitions.map((one) => [`${one.app} ${one.budgetId}`, one])).values(),
      ],
      loadAlertHistory: async ({ app, fromMs, toMs }) =>
        store.transitions.filter((one) => one.app === app && one.at >= fromMs && one.at < toMs).toReversed(),
    },
  };
  return store;
}
