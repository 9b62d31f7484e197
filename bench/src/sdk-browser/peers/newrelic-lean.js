// Composed of the features for vitals, requests and errors, as its README shows for a custom agent.
import { Ajax } from '@newrelic/browser-agent/features/ajax';
import { JSErrors } from '@newrelic/browser-agent/features/jserrors';
import { Metrics } from '@newrelic/browser-agent/features/metrics';
import { PageViewEvent } from '@newrelic/browser-agent/features/page_view_event';
import { PageViewTiming } from '@newrelic/browser-agent/features/page_view_timing';
import { Agent } from '@newrelic/browser-agent/loaders/agent';

const beacon = ENDPOINT.split('//')[1];

window.agent = new Agent({
  init: { ssl: ENDPOINT.startsWith('https:') },
  info: { beacon, errorBeacon: beacon, licenseKey: 'key', applicationID: '1', sa: 1 },
  loader_config: { accountID: '1', trustKey: '1', agentID: '1', licenseKey: 'key', applicationID: '1' },
  features: [Ajax, JSErrors, Metrics, PageViewEvent, PageViewTiming],
});
