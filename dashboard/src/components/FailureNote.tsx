import type { ApiFailure } from '@paceline/query-api/client';
import { formatDuration } from '../format/formatTime.ts';
import { useModels } from './DashboardContext.ts';
import { Icon } from './Icon.tsx';

interface FailureNoteProps {
  readonly failure: ApiFailure;
  /** What could not be loaded, as the start of a sentence. */
  readonly what: string;
  /** When what is shown below was loaded; `null` when nothing is. */
  readonly keptAtMs: number | null;
}

/** Says what failed, why, how old the figures are that are still shown, and what to do. */
export function FailureNote({ failure, what, keptAtMs }: FailureNoteProps) {
  const { dashboard } = useModels();
  const reason = reasonOf(failure);
  if (reason === null) return null;
  const age = keptAtMs === null ? null : formatDuration((dashboard.nowMs.value - keptAtMs) / 1000);
  return (
    <div class="failure-note" role="alert">
      <Icon name="at-risk" />
      <p>
        <strong>{what} could not be loaded.</strong> {reason}
        {age !== null && ` The figures shown are ${age} old.`}
      </p>
      <button type="button" class="button" onClick={() => dashboard.refresh()}>
        <Icon name="retry" /> Try again
      </button>
    </div>
  );
}

function reasonOf(failure: ApiFailure): string | null {
  switch (failure.reason) {
    case 'unreachable':
      return 'Paceline does not answer: is it running, and is this machine online?';
    case 'refused':
      return `${failure.title} (status ${failure.status}).`;
    case 'unauthorized':
    case 'aborted':
      return null;
    default:
      return failure satisfies never;
  }
}
