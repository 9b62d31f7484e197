import { signal, type ReadonlySignal } from '@preact/signals';

/** `system` follows the operating system. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const THEME_KEY = 'paceline.theme';
const SHORTCUTS_KEY = 'paceline.shortcuts';
const INTERVALS_KEY = 'paceline.intervals';

interface PreferencesDeps {
  readonly store: Pick<Storage, 'getItem' | 'setItem'>;
}

export interface PreferencesModel {
  readonly theme: ReadonlySignal<Theme>;
  /** Whether single keys do something; people who dictate turn this off (WCAG 2.1.4). */
  readonly shortcuts: ReadonlySignal<boolean>;
  /** Whether every value has its interval beside it, not only those whose interval tells more. */
  readonly intervals: ReadonlySignal<boolean>;
  nextTheme(): void;
  setShortcuts(on: boolean): void;
  setIntervals(on: boolean): void;
}

/** What a person chose for this browser. */
export function createPreferencesModel({ store }: PreferencesDeps): PreferencesModel {
  const kept = store.getItem(THEME_KEY);
  const theme = signal<Theme>(THEMES.find((known) => known === kept) ?? 'system');
  const shortcuts = signal(store.getItem(SHORTCUTS_KEY) !== 'off');
  const intervals = signal(store.getItem(INTERVALS_KEY) === 'on');
  return {
    theme,
    shortcuts,
    intervals,
    nextTheme: () => {
      theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
      store.setItem(THEME_KEY, theme.value);
    },
    setShortcuts: (on) => {
      shortcuts.value = on;
      store.setItem(SHORTCUTS_KEY, on ? 'on' : 'off');
    },
    setIntervals: (on) => {
      intervals.value = on;
      store.setItem(INTERVALS_KEY, on ? 'on' : 'off');
    },
  };
}
