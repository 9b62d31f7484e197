import type { BudgetStatus } from '@paceline/query-api/responses';
import { formatHeadroom, formatText } from '../format/formatValue.ts';
import { headroomShareOf } from '../models/scorecard.ts';

/** Share of the bar's width left of "nothing left", where overspending shows. */
const ZERO = 0.25;

const clamp = (share: number) => Math.max(-1, Math.min(1, share));
/** Place of a headroom on the bar in percent of its width. */
const place = (share: number) => (share < 0 ? ZERO * (1 + share) : ZERO + (1 - ZERO) * share) * 100;

/** What is left of a budget: to the right of the mark is left over, to the left is overspent. */
export function HeadroomBar({ budget }: { budget: BudgetStatus }) {
  const { headroomShare, headroom, value, status, events, minimumEvents } = budget;
  if (value === null) return <span class="headroom headroom-none">{budget.optional ? 'optional' : '–'}</span>;
  if (headroomShare === null) {
    const text = headroom !== null && headroom >= 0 ? 'kept' : formatText(headroom, budget.unit);
    return <span class="headroom headroom-none">{text}</span>;
  }
  const left = place(Math.min(0, clamp(headroomShare)));
  const right = place(Math.max(0, clamp(headroomShare)));
  const best = budget.bestSeen === null ? undefined : headroomShareOf(budget, budget.bestSeen);
  const goal = budget.goal === null ? undefined : headroomShareOf(budget, budget.goal);
  return (
    <span class={`headroom headroom-${status}`}>
      <span class="headroom-track" aria-hidden="true">
        <span class="headroom-fill" style={{ left: `${left}%`, width: `${Math.max(0.8, right - left)}%` }} />
        <span class="headroom-zero" style={{ left: `${ZERO * 100}%` }} />
        {goal !== undefined && <span class="headroom-goal" style={{ left: `${place(clamp(goal))}%` }} />}
        {best !== undefined && <span class="headroom-best" style={{ left: `${place(clamp(best))}%` }} />}
      </span>
      {status === 'no-data' ? (
        <span class="headroom-text">
          {events}/{minimumEvents} events
        </span>
      ) : (
        <span class="headroom-text">{formatHeadroom(headroomShare)}</span>
      )}
    </span>
  );
}
