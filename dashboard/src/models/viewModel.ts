import { signal, type ReadonlySignal } from '@preact/signals';
import { toSearch } from '@paceline/query-api/client';
import { DEFAULT_RANGE, parseBetween, parseRange, rangeName, type TimeRange } from './timeRange.ts';

/** Which budgets the scorecard shows. */
export const SHOWN_STATUSES = ['broken', 'at-risk', 'ok', 'no-data'] as const;
export type ShownStatus = (typeof SHOWN_STATUSES)[number];

/** What the page shows; all of it is in the address, so that every view is a link. */
export interface View {
  /** `null`: the first app there is. */
  readonly app: string | null;
  /** `null`: all environments. */
  readonly environment: string | null;
  readonly range: TimeRange;
  /** Metric of the chart; `null`: the chosen budget's, else the one that needs attention most. */
  readonly metric: string | null;
  /** Budget that the chart shows against. */
  readonly budget: string | null;
  /** `null`: budgets of every status. */
  readonly status: ShownStatus | null;
}

/** The view that an address names; what it does not name, or names wrongly, is the default. */
export function parseView(search: string): View {
  const query = new URLSearchParams(search);
  const name = (key: string) => {
    const value = query.get(key);
    return value === null || value === '' ? null : value.slice(0, 256);
  };
  const status = query.get('status');
  return {
    app: name('app'),
    environment: name('environment'),
    range:
      parseBetween(query.get('from'), query.get('to')) ??
      parseRange(query.get('range') ?? '') ??
      DEFAULT_RANGE,
    metric: name('metric'),
    budget: name('budget'),
    status: SHOWN_STATUSES.find((shown) => shown === status) ?? null,
  };
}

/** The address of a view, as `?app=…`. */
export function toViewSearch({ app, environment, range, metric, budget, status }: View): string {
  const time =
    range.kind === 'last'
      ? { range: rangeName(range.seconds) }
      : { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
  return toSearch({ app, environment, ...time, metric, budget, status });
}

interface ViewDeps {
  readonly location: Pick<Location, 'pathname' | 'search'>;
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  /** Calls back when the user goes back or forward. */
  readonly onNavigate: (run: () => void) => void;
}

export interface ViewModel {
  readonly view: ReadonlySignal<View>;
  /** Changes the view and adds it to the history. */
  show(change: Partial<View>): void;
  /** Fills in what the address left open, without a new entry in the history. */
  settle(change: Partial<View>): void;
  /** Goes back from a marked time to the range that was shown before it. */
  unzoom(): void;
  /** Address of the view with a change, for links. */
  address(change: Partial<View>): string;
}

/** The view, kept equal to the address bar in both directions. */
export function createViewModel({ location, history, onNavigate }: ViewDeps): ViewModel {
  const view = signal(parseView(location.search));
  let lastRange: TimeRange = view.value.range.kind === 'last' ? view.value.range : DEFAULT_RANGE;
  onNavigate(() => {
    view.value = parseView(location.search);
  });
  const address = (change: Partial<View>) =>
    `${location.pathname}${toViewSearch({ ...view.value, ...change })}`;

  function apply(change: Partial<View>, write: 'pushState' | 'replaceState') {
    const next = { ...view.value, ...change };
    const before = toViewSearch(view.value);
    const after = toViewSearch(next);
    if (before === after && location.search === after) return;
    history[write](null, '', `${location.pathname}${after}`);
    if (next.range.kind === 'last') lastRange = next.range;
    if (before !== after) view.value = next;
  }

  return {
    view,
    show: (change) => apply(change, 'pushState'),
    settle: (change) => apply(change, 'replaceState'),
    unzoom: () => {
      if (view.value.range.kind === 'between') apply({ range: lastRange }, 'pushState');
    },
    address,
  };
}
