import { useModels } from './DashboardContext.ts';
import { Snippet } from './Snippet.tsx';

/** Nothing was measured yet: how to send the first measurement. */
export function EmptyStart() {
  const { origin, view, dashboard } = useModels();
  const app = view.view.value.app ?? 'your app';
  const isLive = dashboard.live.state.value === 'live';
  return (
    <section class="panel start" aria-labelledby="start-title">
      <header class="panel-head">
        <h2 id="start-title">Nothing was measured for {app} in this time range</h2>
        <p class="waiting" role="status">
          <span class="live-dot" aria-hidden="true" />
          {isLive
            ? 'Listening: the first measurement shows here by itself'
            : 'Looking for the first measurement'}
        </p>
      </header>
      <p>
        Choose a longer time range or another environment, or start sending. The ingest key is the one that{' '}
        <code>npm start</code> prints; it stands under <code>apps</code> in <code>paceline.yaml</code>.
      </p>
      <div class="snippets">
        <Snippet
          title="In your pages"
          code={`<script async src="${origin}/paceline.js" data-key="YOUR_KEY"></script>`}
        />
        <Snippet
          title="At the start of your Node server"
          code={`import { init } from '@paceline/sdk-node';\n\ninit({ endpoint: '${origin}', key: 'YOUR_KEY' });`}
        />
        <Snippet title="Or one measurement from a shell" code={shellCommand(origin)} />
      </div>
    </section>
  );
}

/** Sends one batch with one event; its id and times are made by the shell. */
function shellCommand(origin: string): string {
  const batch =
    '{"id":"shell-\'$(date +%s)\'","sentAt":\'$(date +%s)\'000,"source":"browser",' +
    '"events":[{"type":"vital","at":\'$(date +%s)\'000,"name":"LCP","value":1234}]}';
  return `curl '${origin}/v1/events?key=YOUR_KEY' -H 'content-type: application/json' -d '${batch}'`;
}
