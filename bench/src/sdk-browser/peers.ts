/** What a peer is called in figures, and what to call it in a table. How it is set up, `bundlePeer` says. */
export const PEERS = {
  'web-vitals': 'web-vitals alone',
  'web-vitals-attribution': 'web-vitals with attribution',
  'vercel-speed-insights': 'Vercel Speed Insights (loads the rest later)',
  perfume: 'perfume.js',
  'elastic-apm-rum': 'Elastic APM RUM',
  'boomerang-minimal': 'boomerang, minimal',
  'boomerang-spa-errors': 'boomerang, with SPA and errors',
  opentelemetry: 'OpenTelemetry web',
  sentry: 'Sentry browser, with tracing',
  faro: 'Grafana Faro',
  'faro-tracing': 'Grafana Faro, with tracing',
  'datadog-rum-slim': 'Datadog RUM slim',
  'datadog-rum': 'Datadog RUM',
  'newrelic-lean': 'New Relic, lean',
  newrelic: 'New Relic, full',
  hyperdx: 'HyperDX',
  posthog: 'PostHog',
  highlight: 'Highlight',
} as const;

export type PeerName = keyof typeof PEERS;

export const PEER_NAMES = Object.keys(PEERS) as readonly PeerName[];
