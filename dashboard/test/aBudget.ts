import { budgetStatusSchema, type BudgetStatus } from '@paceline/query-api/responses';

/** A budget as the API answers it; tests show only what matters. */
export function aBudget(change: Partial<BudgetStatus> = {}): BudgetStatus {
  return budgetStatusSchema.parse({
    id: 'api-response-time',
    title: 'Response time',
    area: 'api',
    metric: 'request.duration',
    approximate: false,
    statistic: 'p95',
    comparison: 'below',
    unit: 'ms',
    target: 200,
    goal: null,
    bestSeen: null,
    value: 150,
    low: 147,
    high: 153,
    thin: false,
    companions: {},
    companionEstimates: {},
    headroom: 50,
    headroomShare: 0.25,
    status: 'ok',
    events: 1000,
    minimumEvents: 20,
    optional: false,
    severity: 'page',
    scope: {},
    sparkline: { stepSeconds: 60, values: [] },
    ...change,
  });
}
