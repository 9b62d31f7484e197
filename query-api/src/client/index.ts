export * from './contract.ts';
export * from './createApiClient.ts';
export { ENDPOINTS, type EndpointName } from './endpoints.ts';
export * from './parseNotice.ts';
export * from './readEventStream.ts';
