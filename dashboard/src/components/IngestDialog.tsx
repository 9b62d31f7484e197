import type { Ledger } from '@paceline/query-api/responses';
import { formatDuration, formatMoment } from '../format/formatTime.ts';
import { ledgerRows, refusalRows } from '../models/ledgerRows.ts';
import { ingestWarnings, storeStateName } from '../models/ledgerStatus.ts';
import { useModels } from './DashboardContext.ts';
import { Dialog } from './Dialog.tsx';
import { FailureNote } from './FailureNote.tsx';
import { Icon } from './Icon.tsx';
import { LedgerTable } from './LedgerTable.tsx';
import { useNewestAge } from './useNewestAge.ts';

/** What became of every event of the app: the ledger, the refused requests, and whether events can be stored. */
export function IngestDialog() {
  const { dashboard, view } = useModels();
  const { ingest } = dashboard;
  const { app } = view.view.value;
  return (
    <Dialog
      class="ingest"
      title={
        <>
          Ingest <span class="quiet">· {app ?? '…'}</span>
        </>
      }
      isOpen={ingest.isOpen.value}
      onClose={() => ingest.close()}
    >
      <Contents />
    </Dialog>
  );
}

function Contents() {
  const { value, failure, loadedAtMs, outdated } = useModels().dashboard.ingest.ledger.value;
  return (
    <div class="ingest-contents" aria-busy={outdated} data-outdated={outdated}>
      {failure !== null && <FailureNote failure={failure} what="The ledger" keptAtMs={loadedAtMs} />}
      {value === null && failure === null && <span class="bone bone-wide" />}
      {value !== null && (
        <>
          <Verdict ledger={value} />
          <div class="ingest-columns">
            <LedgerTable caption="Events since the beginning" column="Events" rows={ledgerRows(value)} />
            <div>
              <LedgerTable caption="Refused requests" column="Requests" rows={refusalRows(value)} />
              <Facts ledger={value} />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

/** What is wrong, or that nothing is. */
function Verdict({ ledger }: { ledger: Ledger }) {
  const warnings = ingestWarnings(ledger);
  return (
    <div role="status">
      <ul class="ingest-verdict">
        {warnings.map(({ reason, text }) => (
          <li key={reason} class="ingest-warning">
            <Icon name="at-risk" /> {text}
          </li>
        ))}
        {warnings.length === 0 && (
          <li class="status-ok">
            <Icon name="ok" />{' '}
            {ledger.received === 0
              ? 'Nothing was received yet.'
              : 'Every event is stored, on its way, or dropped for a known reason.'}
          </li>
        )}
      </ul>
    </div>
  );
}

function Facts({ ledger: { store, queue } }: { ledger: Ledger }) {
  const ageMs = useNewestAge();
  return (
    <dl class="ingest-facts">
      <div>
        <dt>Newest stored</dt>
        <dd>{ageMs === null ? '–' : `${formatDuration(ageMs / 1000)} ago`}</dd>
      </div>
      <div>
        <dt>Store</dt>
        <dd>
          {store === null ? (
            'no worker said anything yet'
          ) : (
            <>
              {storeStateName(store.state)} <small>since {formatMoment(Date.parse(store.since))}</small>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>
          Queue <small>jobs of all apps</small>
        </dt>
        <dd>
          {queue === null
            ? '–'
            : `${queue.waiting.toLocaleString()} waiting, ${queue.active.toLocaleString()} active, ${queue.delayed.toLocaleString()} delayed, ${queue.failed.toLocaleString()} failed`}
        </dd>
      </div>
    </dl>
  );
}
