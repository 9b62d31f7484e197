import { render } from 'preact';
import { createApiClient } from '@paceline/query-api/client';
import { createSessionClient } from './api/sessionClient.ts';
import { watchSession } from './api/watchSession.ts';
import { App } from './components/App.tsx';
import { DashboardContext, type Models } from './components/DashboardContext.ts';
import { browserClock } from './models/clock.ts';
import { createDashboardModel } from './models/dashboardModel.ts';
import { createPreferencesModel } from './models/preferencesModel.ts';
import { createSessionModel } from './models/sessionModel.ts';
import { createViewModel } from './models/viewModel.ts';

const send: typeof fetch = (...request) => fetch(...request);

/** Puts the models together with the browser's own parts. */
function createModels(): Models {
  const session = createSessionModel({
    client: createSessionClient(createApiClient({ fetch: send })),
    location,
    history,
    oldStores: { tab: sessionStorage, lasting: localStorage },
    onFragment: (run) => addEventListener('hashchange', run),
  });
  const view = createViewModel({
    location,
    history,
    onNavigate: (run) => addEventListener('popstate', run),
  });
  const api = createApiClient({
    fetch: watchSession({
      fetch: send,
      session: () => session.current.value,
      onUnauthorized: (refused) => session.reject(refused),
    }),
  });
  const dashboard = createDashboardModel({
    api,
    clock: browserClock,
    session,
    view,
    page: {
      isVisible: () => document.visibilityState === 'visible',
      onVisible: (run) =>
        document.addEventListener('visibilitychange', () => {
          if (document.visibilityState === 'visible') run();
        }),
    },
  });
  const preferences = createPreferencesModel({ store: localStorage });
  return { session, view, dashboard, preferences, origin: location.origin };
}

const place = document.getElementById('dashboard');
if (place !== null) {
  render(
    <DashboardContext.Provider value={createModels()}>
      <App />
    </DashboardContext.Provider>,
    place,
  );
}
