import type { Budget } from '@paceline/budgets';

/** A budget of 200 ms for the P95 of response times; name only what matters. */
export function aBudget(parts: Partial<Budget> = {}): Budget {
  return {
    id: 'api-response-time',
    title: 'Response time',
    area: 'api',
    metric: 'request.duration',
    statistic: 'p95',
    comparison: 'below',
    target: 200,
    unit: 'ms',
    scope: {},
    windowSeconds: 300,
    minimumEvents: 1,
    severity: 'page',
    companions: [],
    optional: false,
    ...parts,
  };
}
