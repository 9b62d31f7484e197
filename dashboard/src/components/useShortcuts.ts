import { useEffect } from 'preact/hooks';
import { OFFERED_RANGES, parseRange } from '../models/timeRange.ts';
import { SHOWN_STATUSES } from '../models/viewModel.ts';
import { useModels, type Models } from './DashboardContext.ts';
import { rowLinks } from './moveAmongRows.ts';

/** Keys that work anywhere on the page, as the help lists them. */
export const SHORTCUTS: readonly (readonly [keys: string, does: string])[] = [
  ['j  k', 'Next and previous budget'],
  ['Enter', 'Show the budget in the chart'],
  ['c', 'Go to the chart'],
  ['← →', 'In the chart: from point to point'],
  ['a  e  m', 'Choose app, environment, metric'],
  ['1 … 6', 'Time range, from 15 minutes to 30 days'],
  ['f', 'Filter by the next status'],
  ['i', 'Ingest: what became of every event'],
  ['l', 'Pause or resume live updates'],
  ['r', 'Refresh now'],
  ['t', 'Colours: system, light, dark'],
  ['?', 'This help'],
];

/** Listens for the shortcuts while the component is mounted. */
export function useShortcuts(openHelp: () => void): void {
  const models = useModels();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.key !== '?' && !models.preferences.shortcuts.value) return;
      if (act(event.key, models, openHelp)) event.preventDefault();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [models]);
}

/** Does what `key` stands for; false when it stands for nothing. */
function act(key: string, { dashboard, preferences, view }: Models, openHelp: () => void): boolean {
  const range = OFFERED_RANGES[Number(key) - 1];
  if (range !== undefined) {
    const parsed = parseRange(range);
    if (parsed !== undefined) view.show({ range: parsed });
    return true;
  }
  switch (key) {
    case '?':
      openHelp();
      return true;
    case 'j':
      return focusRow(1);
    case 'k':
      return focusRow(-1);
    case 'c':
      return focusOn('chart');
    case 'a':
      return focusOn('app');
    case 'e':
      return focusOn('environment');
    case 'm':
      return focusOn('metric');
    case 'f':
      view.show({ status: nextOf(SHOWN_STATUSES, view.view.value.status) });
      return true;
    case 'i':
      dashboard.ingest.open();
      return true;
    case 'l':
      dashboard.live.togglePause();
      return true;
    case 'r':
      dashboard.refresh();
      return true;
    case 't':
      preferences.nextTheme();
      return true;
    default:
      return false;
  }
}

function focusOn(id: string): boolean {
  document.getElementById(id)?.focus();
  return true;
}

function focusRow(step: number): boolean {
  const links = rowLinks(document);
  const at = links.findIndex((link) => link === document.activeElement);
  const chosen = links.findIndex((link) => link.closest('[aria-current]') !== null);
  const next = at >= 0 ? at + step : Math.max(0, chosen);
  links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
  return true;
}

/** The value after `value`; `null` after the last one. */
function nextOf<T>(values: readonly T[], value: T | null): T | null {
  return values[value === null ? 0 : values.indexOf(value) + 1] ?? null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');
}
