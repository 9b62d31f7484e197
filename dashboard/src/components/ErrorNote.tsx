import { formatInterval, formatShortInterval } from '../format/formatInterval.ts';
import { isWide, knownInterval, straddles, type Interval } from '../models/intervals.ts';
import { useModels } from './DashboardContext.ts';
import { ThinTag } from './ThinTag.tsx';

interface ErrorNoteProps {
  readonly value: number;
  /** `null` where none can be told. */
  readonly estimate: (Interval & { readonly thin: boolean | null }) | null | undefined;
  readonly unit: string;
  readonly events: number;
  /** What the value is judged by. */
  readonly target?: number;
}

/**
 * The error of a value in a few characters: that it is thin, or else its interval where that says something (it is wide, or the
 * target is inside). Other intervals are only spoken, unless a person wants to see all of them.
 */
export function ErrorNote({ value, estimate, unit, events, target }: ErrorNoteProps) {
  const { preferences } = useModels();
  const interval = knownInterval(estimate);
  const isThin = estimate?.thin === true;
  const tellsMore =
    interval !== null &&
    !isThin &&
    (isWide(value, interval, unit) || (target !== undefined && straddles(interval, target)));
  const isShown = interval !== null && (tellsMore || preferences.intervals.value);
  if (interval === null && !isThin) return null;
  return (
    <small class={isShown || isThin ? 'error-note' : 'error-note hidden'}>
      {isThin && <ThinTag events={events} />}{' '}
      {interval !== null && (
        <>
          {isShown && <span aria-hidden="true">{formatShortInterval(interval, unit)}</span>}{' '}
          <span class="hidden">interval {formatInterval(interval, unit)}</span>
        </>
      )}
    </small>
  );
}
