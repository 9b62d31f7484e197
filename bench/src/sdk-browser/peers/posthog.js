// The extensions for vitals and errors are bundled, as its documentation tells apps that load no scripts from elsewhere.
import posthog from 'posthog-js';
import 'posthog-js/dist/web-vitals';
import 'posthog-js/dist/exception-autocapture';

posthog.init('phc_key', {
  api_host: ENDPOINT,
  capture_exceptions: true,
  capture_performance: { web_vitals: true, network_timing: true },
  disable_session_recording: true,
});
