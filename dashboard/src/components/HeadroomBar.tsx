import type { BudgetStatus } from '@paceline/query-api/responses';
import { formatHeadroom, formatText } from '../format/formatValue.ts';
import { headroomShareOf } from '../models/scorecard.ts';

/** Share of the bar's width left of "nothing left", where overspending shows. */
const ZERO = 0.25;

/** A sliver that can still be seen, in percent. */
const LEAST_WIDTH = 2.5;

const clamp = (share: number) => Math.max(-1, Math.min(1, share));
/** Place of a headroom on the bar in percent of its width. */
const place = (share: number) => (share < 0 ? ZERO * (1 + share) : ZERO + (1 - ZERO) * share) * 100;

/** What is left of a budget: to the right of the mark is left over, to the left is overspent. */
export function HeadroomBar({ budget }: { budget: BudgetStatus }) {
  const { headroomShare, headroom, value, status, events, minimumEvents } = budget;
  if (value === null) return <span class="headroom headroom-none">{budget.optional ? 'optional' : '–'}</span>;
  if (headroomShare === null) {
    const text = headroom !== null && headroom >= 0 ? 'kept' : formatText(headroom, budget.unit);
    return <span class={`headroom headroom-none status-${status}`}>{text}</span>;
  }
  const end = place(clamp(headroomShare));
  const width = Math.max(LEAST_WIDTH, Math.abs(end - ZERO * 100));
  const left = headroomShare < 0 ? ZERO * 100 - width : ZERO * 100;
  const best = budget.bestSeen === null ? undefined : headroomShareOf(budget, budget.bestSeen);
  const goal = budget.goal === null ? undefined : headroomShareOf(budget, budget.goal);
  return (
    <span class={`headroom headroom-${status}`}>
      {status === 'no-data' ? (
        <span class="headroom-text">
          {events}/{minimumEvents} events
        </span>
      ) : (
        <span class="headroom-text">{formatHeadroom(headroomShare)}</span>
      )}
      <span class="headroom-track" aria-hidden="true">
        <span class="headroom-fill" style={{ left: `${left}%`, width: `${width}%` }} />
        <span class="headroom-zero" style={{ left: `${ZERO * 100}%` }} />
        {goal !== undefined && <span class="headroom-goal" style={{ left: `${place(clamp(goal))}%` }} />}
        {best !== undefined && <span class="headroom-best" style={{ left: `${place(clamp(best))}%` }} />}
      </span>
    </span>
  );
}
