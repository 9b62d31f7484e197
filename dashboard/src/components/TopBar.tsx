import { formatDuration } from '../format/formatTime.ts';
import type { LiveState } from '../models/liveModel.ts';
import type { Theme } from '../models/preferencesModel.ts';
import { OFFERED_RANGES, parseRange, rangeName } from '../models/timeRange.ts';
import { Brand } from './Brand.tsx';
import { useModels } from './DashboardContext.ts';
import { Icon, type IconName } from './Icon.tsx';

/** What is shown: app, environment, time; whether it is live; and the page's own controls. */
export function TopBar({ onHelp }: { onHelp: () => void }) {
  const { session } = useModels();
  return (
    <header class="top-bar">
      <Brand />
      <Choosers />
      <Ranges />
      <span class="spring" />
      <LiveButton />
      <div class="tools">
        <ThemeButton />
        <button
          type="button"
          class="tool"
          onClick={onHelp}
          aria-label="Help and keyboard shortcuts"
          title="Help (?)"
        >
          <Icon name="help" />
        </button>
        <button
          type="button"
          class="tool"
          onClick={() => void session.signOut()}
          aria-label="Sign out"
          title={`Sign out (signed in with ${session.current.value?.name ?? 'no token'})`}
        >
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}

function Choosers() {
  const { dashboard, view } = useModels();
  const { app, environment } = view.view.value;
  const apps = dashboard.apps.value.value?.apps ?? [];
  const environments = apps.find(({ name }) => name === app)?.environments ?? [];
  // What the address names is offered even when nothing was measured of it yet.
  const appNames = withChosen(
    apps.map(({ name }) => name),
    app,
  );
  const environmentNames = withChosen(environments, environment);
  return (
    <div class="choosers">
      <label>
        <span class="hidden">App</span>
        <select
          id="app"
          value={app ?? ''}
          onChange={(event) => view.show({ app: event.currentTarget.value, environment: null })}
        >
          {appNames.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="hidden">Environment</span>
        <select
          id="environment"
          value={environment ?? ''}
          onChange={(event) => view.show({ environment: event.currentTarget.value || null })}
        >
          <option value="">All environments</option>
          {environmentNames.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Ranges() {
  const { view } = useModels();
  const { range } = view.view.value;
  const shown = range.kind === 'last' ? rangeName(range.seconds) : null;
  const offered: readonly string[] = OFFERED_RANGES;
  const names = shown === null || offered.includes(shown) ? offered : [shown, ...offered];
  return (
    <div class="ranges" role="group" aria-label="Time range">
      {range.kind === 'between' && (
        <button
          type="button"
          class="range range-zoomed"
          aria-pressed="true"
          aria-label="Zoomed into the chart. Show the range before"
          title="Show the range before"
          onClick={() => view.unzoom()}
        >
          Zoomed <Icon name="close" />
        </button>
      )}
      {names.map((name) => (
        <button
          key={name}
          type="button"
          class="range"
          aria-pressed={name === shown}
          aria-label={`Last ${name}`}
          onClick={() => {
            const chosen = parseRange(name);
            if (chosen !== undefined) view.show({ range: chosen });
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

const LIVE_WORDS: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Polling',
  paused: 'Paused',
};

const LIVE_TITLES: Readonly<Record<LiveState, string>> = {
  connecting: 'Opening the live stream',
  live: 'New measurements show within two seconds. Press to pause (l)',
  polling: 'The live stream cannot be heard; asking every two seconds. Press to pause (l)',
  paused: 'Updates are paused. Press to resume (l)',
};

function LiveButton() {
  const { dashboard } = useModels();
  const state = dashboard.live.state.value;
  const { loadedAtMs, failure } = dashboard.budgets.value;
  const age = loadedAtMs === null ? null : Math.max(0, (dashboard.nowMs.value - loadedAtMs) / 1000);
  return (
    <button
      type="button"
      class={`live live-${failure === null ? state : 'failed'}`}
      title={LIVE_TITLES[state]}
      aria-pressed={state !== 'paused'}
      onClick={() => dashboard.live.togglePause()}
    >
      <span class="live-dot" aria-hidden="true" />
      <span class="hidden">Updates: </span>
      <span class="live-word">{failure === null ? LIVE_WORDS[state] : 'Out of date'}</span>
      <span class="live-age" aria-hidden="true">
        {age === null ? '' : age < 2 ? 'now' : `${formatDuration(age)} ago`}
      </span>
    </button>
  );
}

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

function ThemeButton() {
  const { preferences } = useModels();
  const theme = preferences.theme.value;
  return (
    <button
      type="button"
      class="tool"
      onClick={() => preferences.nextTheme()}
      aria-label={`Colours: ${theme}. Change`}
      title={`Colours: ${theme} (t)`}
    >
      <Icon name={THEME_ICONS[theme]} />
    </button>
  );
}

function withChosen(names: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || names.includes(chosen) ? names : [chosen, ...names];
}
