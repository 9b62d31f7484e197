import type { Signal } from '@preact/signals';
import { BYTES_PER_KB } from '../format/formatValue.ts';
import { useModels } from './DashboardContext.ts';
import { Dialog } from './Dialog.tsx';
import { SHORTCUTS } from './useShortcuts.ts';

/** The keys, and how to read the figures. */
export function HelpDialog({ isOpen }: { isOpen: Signal<boolean> }) {
  const { preferences, dashboard } = useModels();
  const { relativeErrorBound: bound, confidence = null } = dashboard.summary.value.value ?? {};
  return (
    <Dialog class="help" title="Help" isOpen={isOpen.value} onClose={() => (isOpen.value = false)}>
      <h3>Keys</h3>
      <dl class="keys">
        {SHORTCUTS.map(([keys, does]) => (
          <div key={keys}>
            <dt>{keys.split(/\s+/).map((key) => (key === '…' ? ' … ' : <kbd key={key}>{key}</kbd>))}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={preferences.shortcuts.value}
          onChange={(event) => preferences.setShortcuts(event.currentTarget.checked)}
        />{' '}
        Single keys do something (all but <kbd>?</kbd>)
      </label>
      <h3>How to read it</h3>
      <ul>
        <li>
          <b>Headroom</b> is what is left of a budget, as a share of what it allows. Right of the mark is left
          over, left of it is overspent. A triangle marks the best figure seen, a line the goal.
        </li>
        <li>
          <b>At risk</b> is a budget that is kept with little headroom left. <b>No data</b> means that
          nothing, or too little, was measured; it never means zero.
        </li>
        <li>
          <b>Percentiles</b> are computed from all values of the range, never averaged
          {bound === undefined ? '' : `, and are off by at most ${Math.round(bound * 1000) / 10}%`}.{' '}
          <b>Approximate</b> marks what browsers do not measure by its definition.
        </li>
        <li>
          <b>Intervals</b> hold the true value in{' '}
          {confidence === null ? 'most' : Math.round(confidence * 100)} of 100 cases. They stand beside a
          value where they reach further than 10% of it or hold its target. <b>Thin</b> marks values of too
          few events. The method is under the chart.
        </li>
        <li>
          1 KB is {BYTES_PER_KB.toLocaleString()} bytes, 1 MB is {BYTES_PER_KB.toLocaleString()} KB. Times are
          those of your time zone.
        </li>
      </ul>
      <label class="check">
        <input
          type="checkbox"
          checked={preferences.intervals.value}
          onChange={(event) => preferences.setIntervals(event.currentTarget.checked)}
        />{' '}
        Show the interval of every value
      </label>
    </Dialog>
  );
}
