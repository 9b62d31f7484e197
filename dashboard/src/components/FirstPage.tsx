import { useSignal, useSignalEffect } from '@preact/signals';
import { AlertsPanel } from './AlertsPanel.tsx';
import { ChartPanel } from './ChartPanel.tsx';
import { useModels } from './DashboardContext.ts';
import { EmptyStart } from './EmptyStart.tsx';
import { FailureNote } from './FailureNote.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { IngestDialog } from './IngestDialog.tsx';
import { Scorecard } from './Scorecard.tsx';
import { SummaryCards } from './SummaryCards.tsx';
import { TopBar } from './TopBar.tsx';
import { useShortcuts } from './useShortcuts.ts';
import { Verdict } from './Verdict.tsx';

/** Budgets, summary, the chart of one metric, and alerts. */
export function FirstPage() {
  const { dashboard, view } = useModels();
  const helpIsOpen = useSignal(false);
  useShortcuts(() => {
    helpIsOpen.value = true;
  });
  useSignalEffect(() => {
    const broken = dashboard.scorecard.value?.counts.broken ?? 0;
    const app = view.view.value.app;
    document.title = `${broken > 0 ? `${broken} broken · ` : ''}${app === null ? '' : `${app} – `}Paceline`;
  });
  const { failure: appsFailure, value: apps, loadedAtMs } = dashboard.apps.value;
  const nothingYet = dashboard.budgets.value.value?.budgets.every(({ events }) => events === 0) === true;
  return (
    <>
      <a class="skip" href="#scorecard">
        Skip to the budgets
      </a>
      <a class="skip" href="#chart">
        Skip to the chart
      </a>
      <TopBar onHelp={() => (helpIsOpen.value = true)} />
      <main>
        {appsFailure !== null && apps === null && (
          <FailureNote failure={appsFailure} what="The list of apps" keptAtMs={loadedAtMs} />
        )}
        {apps?.apps.length === 0 ? (
          <p class="empty-note">No app is configured. Add one under “apps” in paceline.yaml.</p>
        ) : (
          <>
            <Verdict />
            {nothingYet && <EmptyStart />}
            <SummaryCards />
            <div class="columns">
              <Scorecard />
              <div class="side">
                <ChartPanel />
                <AlertsPanel />
              </div>
            </div>
          </>
        )}
      </main>
      <IngestDialog />
      <HelpDialog isOpen={helpIsOpen} />
    </>
  );
}
