import { init as initApm } from '@elastic/apm-rum';

initApm({ serviceName: 'shop', serviceVersion: '1.0.0', serverUrl: ENDPOINT });
