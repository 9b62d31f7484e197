// Errors are on by default; vitals and requests come with the tracing of page loads.
import { browserTracingIntegration, init } from '@sentry/browser';

init({
  dsn: `${ENDPOINT.replace('//', '//key@')}/1`,
  release: 'shop@1.0.0',
  integrations: [browserTracingIntegration()],
  tracesSampleRate: 1,
});
