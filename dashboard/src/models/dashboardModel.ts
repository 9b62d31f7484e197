import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import type { Answer, ApiClient, AskedName, Question } from '@paceline/query-api/client';
import type { Alerts, Apps, Budgets, Series, StoredNotice, Summary } from '@paceline/query-api/responses';
import { toIncidents, type Incident } from './alertIncidents.ts';
import { toChartRequest, toSeriesQuery, type ChartRequest, type ViewQuestion } from './chartRequest.ts';
import type { Clock } from './clock.ts';
import { createCoalescer } from './coalescer.ts';
import { createIngestModel, type IngestModel } from './ingestModel.ts';
import { createLiveModel, type LiveModel } from './liveModel.ts';
import { createLoader, type Loadable } from './loadable.ts';
import { toScorecard, type Scorecard } from './scorecard.ts';
import type { SessionModel } from './sessionModel.ts';
import { toRangeQuery } from './timeRange.ts';
import type { ViewModel } from './viewModel.ts';

/** The page is brought up to date at most this often, in milliseconds. */
export const REFRESH_EVERY_MS = 750;
/** How often the page's own clock ("12 s ago") moves on, in milliseconds. */
const TICK_MS = 1000;

interface DashboardDeps {
  readonly api: ApiClient;
  readonly clock: Clock;
  readonly session: SessionModel;
  readonly view: ViewModel;
  readonly page: {
    /** Whether anybody can see the page. */
    readonly isVisible: () => boolean;
    readonly onVisible: (run: () => void) => void;
  };
}

export interface DashboardModel {
  readonly apps: ReadonlySignal<Loadable<Apps>>;
  readonly budgets: ReadonlySignal<Loadable<Budgets>>;
  readonly summary: ReadonlySignal<Loadable<Summary>>;
  readonly series: ReadonlySignal<Loadable<Series>>;
  readonly alerts: ReadonlySignal<Loadable<Alerts>>;
  /** `null` until the budgets are known. */
  readonly scorecard: ReadonlySignal<Scorecard | null>;
  readonly chart: ReadonlySignal<ChartRequest | null>;
  readonly incidents: ReadonlySignal<readonly Incident[] | null>;
  readonly ingest: IngestModel;
  readonly live: LiveModel;
  /** The page's clock, moving once a second. */
  readonly nowMs: ReadonlySignal<number>;
  /** Asks for everything now. */
  refresh(): void;
  /** Ends updates and timers. */
  dispose(): void;
}

/** Everything that the first page shows, brought up to date by itself. */
export function createDashboardModel({ api, clock, session, view, page }: DashboardDeps): DashboardModel {
  const deps = { api, clock };
  const loaderOf = <Name extends AskedName>(name: Name) =>
    createLoader<Question<Name>, Answer<Name>>({
      ask: (question, signal) => api.ask(name, question, signal),
      clock,
    });
  const apps = loaderOf('apps');
  const budgets = loaderOf('budgets');
  const summary = loaderOf('summary');
  const series = loaderOf('series');
  const alerts = loaderOf('alerts');
  const loaders = [apps, budgets, summary, series, alerts];

  const app = computed(() => view.view.value.app ?? apps.state.value.value?.apps[0]?.name ?? null);
  const scope = computed<ViewQuestion | null>(() => {
    if (app.value === null) return null;
    const { environment, range } = view.view.value;
    return { app: app.value, environment, ...toRangeQuery(range) };
  });
  const chart = computed(() => toChartRequest(view.view.value, budgets.state.value.value?.budgets ?? []));

  const seriesQuestion = computed(() =>
    scope.value === null || chart.value === null
      ? null
      : JSON.stringify(toSeriesQuery(chart.value, scope.value)),
  );
  const loadSeries = () =>
    scope.value === null || chart.value === null
      ? Promise.resolve()
      : series.load(toSeriesQuery(chart.value, scope.value));

  async function loadAll(): Promise<void> {
    if (session.current.value === null) return;
    await Promise.all([
      apps.load({}),
      ...(scope.value === null
        ? []
        : [budgets.load(scope.value), summary.load(scope.value), alerts.load(scope.value), loadSeries()]),
    ]);
  }

  const ingest = createIngestModel({
    ...deps,
    app,
    session: session.current,
    isVisible: page.isVisible,
    isPaused: () => live.state.value === 'paused',
  });
  const refreshes = createCoalescer({ run: loadAll, everyMs: REFRESH_EVERY_MS, clock });
  const live = createLiveModel({
    api,
    clock,
    onNews: (notice?: StoredNotice) => {
      if (!page.isVisible()) return;
      const isOurs = notice === undefined || notice.app === app.value || app.value === null;
      if (!isOurs) return;
      refreshes.request();
      ingest.hear(notice);
    },
  });
  page.onVisible(() => {
    if (session.current.value === null || live.state.value === 'paused') return;
    refreshes.request();
    ingest.hear();
  });

  const nowMs = signal(clock.now());
  let cancelTick = clock.after(TICK_MS, tick);
  function tick() {
    nowMs.value = clock.now();
    cancelTick = clock.after(TICK_MS, tick);
  }

  const endEffects = [
    // Somebody signs in or out; what is there is only for who asked for it.
    effect(() => {
      const isSignedIn = session.current.value !== null;
      untracked(() => {
        live.stop();
        for (const loader of loaders) loader.reset();
        if (!isSignedIn) return;
        void apps.load({});
        live.start();
      });
    }),
    // Another app, environment or range; at once, as somebody waits for it.
    effect(() => {
      const asked = scope.value;
      if (asked === null || session.current.value === null) return;
      untracked(() => {
        void budgets.load(asked);
        void summary.load(asked);
        void alerts.load(asked);
      });
    }),
    // Another metric. Compared by its question, as a refreshed budget asks the same one.
    effect(() => {
      if (seriesQuestion.value !== null && session.current.value !== null) untracked(() => void loadSeries());
    }),
    // The address names what is shown.
    effect(() => {
      if (app.value !== null && view.view.value.app === null) {
        const settled = app.value;
        untracked(() => view.settle({ app: settled }));
      }
    }),
    // So does the chart, which must not change its subject when another budget becomes the most urgent.
    effect(() => {
      const { metric, budget } = view.view.value;
      if (metric !== null || budget !== null || chart.value === null) return;
      const settled = { metric: chart.value.metric, budget: chart.value.budget?.id ?? null };
      untracked(() => view.settle(settled));
    }),
  ];

  let lastScorecard: Scorecard | null = null;
  const scorecard = computed(() => {
    const { value } = budgets.state.value;
    lastScorecard = value === null ? null : toScorecard(value.budgets, view.view.value.status, lastScorecard);
    return lastScorecard;
  });

  return {
    apps: apps.state,
    budgets: budgets.state,
    summary: summary.state,
    series: series.state,
    alerts: alerts.state,
    scorecard,
    chart,
    incidents: computed(() => {
      const { value } = alerts.state.value;
      return value === null ? null : toIncidents(value.alerts);
    }),
    ingest,
    live,
    nowMs,
    refresh: () => {
      refreshes.request();
      ingest.refresh();
    },
    dispose: () => {
      for (const end of endEffects) end();
      live.stop();
      refreshes.stop();
      ingest.dispose();
      cancelTick();
    },
  };
}
