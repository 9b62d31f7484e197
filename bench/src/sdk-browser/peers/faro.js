import { initializeFaro } from '@grafana/faro-web-sdk';

initializeFaro({ url: ENDPOINT, app: { name: 'shop', version: '1.0.0' } });
