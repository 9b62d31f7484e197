// Without recording sessions: that is no part of the comparison.
import { H } from 'highlight.run';

H.init('1', {
  serviceName: 'shop',
  version: '1.0.0',
  backendUrl: ENDPOINT,
  otlpEndpoint: ENDPOINT,
  networkRecording: true,
  disableSessionRecording: true,
});
