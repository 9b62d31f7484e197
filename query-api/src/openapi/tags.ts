import type { EndpointName } from '../client/endpoints.ts';

interface Tag {
  readonly name: string;
  readonly description: string;
  readonly endpoints: readonly EndpointName[];
}

/** The headings that the description is read under. */
export const TAGS: readonly Tag[] = [
  {
    name: 'Budgets and figures',
    description: 'What was measured, with the error of every value, and what is left of the budgets.',
    endpoints: ['summary', 'budgets', 'series', 'table', 'histogram', 'heatmap', 'compare'],
  },
  {
    name: 'What happened',
    description: 'Single measurements, errors and alerts, and what became of every event.',
    endpoints: ['samples', 'errors', 'error', 'alerts', 'ledger', 'live'],
  },
  {
    name: 'What there is',
    description: 'What a question may name.',
    endpoints: ['apps', 'metrics', 'dimensionValues'],
  },
  {
    name: 'What is stored',
    description: 'Taking it elsewhere, and removing it.',
    endpoints: ['exportRows', 'deleteTelemetry', 'deleteSession', 'deletions'],
  },
  {
    name: 'Signing in',
    description: 'Sessions for browsers. Programs send a token.',
    endpoints: ['session', 'signIn', 'signOut'],
  },
  {
    name: 'This process',
    description: 'What machines ask about the process that answers.',
    endpoints: ['health', 'readiness', 'figures'],
  },
];
