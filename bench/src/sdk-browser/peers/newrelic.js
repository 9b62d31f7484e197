import { BrowserAgent } from '@newrelic/browser-agent/loaders/browser-agent';

const beacon = ENDPOINT.split('//')[1];

window.agent = new BrowserAgent({
  init: { ssl: ENDPOINT.startsWith('https:') },
  info: { beacon, errorBeacon: beacon, licenseKey: 'key', applicationID: '1', sa: 1 },
  loader_config: { accountID: '1', trustKey: '1', agentID: '1', licenseKey: 'key', applicationID: '1' },
});
