import { Fragment } from 'preact';
import type { ApiFailure } from '@paceline/query-api/client';
import { ingestLine, ingestWarnings } from '../models/ledgerStatus.ts';
import { useModels } from './DashboardContext.ts';
import { Icon } from './Icon.tsx';
import { useNewestAge } from './useNewestAge.ts';

/** Whether events arrive, in a few words; opens the ledger. */
export function IngestStatus() {
  const { dashboard } = useModels();
  const { ingest } = dashboard;
  const { value, failure, outdated } = ingest.ledger.value;
  const ageMs = useNewestAge();
  if (!ingest.isThere.value) return null;
  if (value === null && failure === null) {
    return (
      <span class="ingest-status">
        <span class="bone bone-wide" />
      </span>
    );
  }
  const warns = failure !== null || (value !== null && ingestWarnings(value).length > 0);
  const parts = failure === null && value !== null ? ingestLine(value, ageMs) : [failureText(failure)];
  return (
    <button
      type="button"
      class={warns ? 'ingest-status ingest-status-warning' : 'ingest-status'}
      aria-haspopup="dialog"
      title="What became of every event (i)"
      data-outdated={outdated}
      onClick={() => ingest.open()}
    >
      {warns && <Icon name="at-risk" />}
      <span class="hidden">{warns ? 'Ingest, needs attention: ' : 'Ingest: '}</span>
      <span class="ingest-line">
        {parts.map((part, index) => (
          <Fragment key={index}>
            {index > 0 && ' · '}
            <span>{part}</span>
          </Fragment>
        ))}
      </span>
    </button>
  );
}

function failureText(failure: ApiFailure | null): string {
  return failure?.reason === 'refused' && failure.status === 503
    ? 'The queue does not answer'
    : 'Ingest is not known';
}
