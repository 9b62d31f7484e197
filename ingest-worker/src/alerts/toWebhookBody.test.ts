import { judge } from '@paceline/budgets';
import { describe, expect, it } from 'vitest';
import { aBudget } from '../../test/aBudget.ts';
import { toTransition } from './toTransition.ts';
import { toWebhookBody } from './toWebhookBody.ts';

const at = Date.UTC(2026, 0, 1, 12);
const budget = aBudget({ scope: { environment: 'production' }, runbook: 'https://wiki.example/slow' });
const transition = toTransition(
  { app: 'shop', budget, verdict: judge(budget, 350, 120) },
  'firing',
  at,
  undefined,
);

describe('toWebhookBody', () => {
  it('tells everything that on-call needs', () => {
    const publicUrl = 'https://perf.example/base/';
    expect(toWebhookBody({ transition, budget, since: at - 1000, publicUrl })).toEqual({
      type: 'alert.firing',
      timestamp: '2026-01-01T12:00:00.000Z',
      data: {
        incidentId: transition.incidentId,
        app: 'shop',
        budget: {
          id: 'api-response-time',
          title: 'Response time',
          metric: 'request.duration',
          statistic: 'p95',
          comparison: 'below',
          target: 200,
          unit: 'ms',
          severity: 'page',
          runbook: 'https://wiki.example/slow',
        },
        value: 350,
        headroom: -150,
        events: 120,
        since: '2026-01-01T11:59:59.000Z',
        windowSeconds: 300,
        link: 'https://perf.example/base/?app=shop&environment=production&budget=api-response-time',
      },
    });
  });

  it('keeps the target that was judged by when the budget has another one since', () => {
    const body = toWebhookBody({
      transition: { ...transition, state: 'resolved' },
      budget: aBudget({ target: 500 }),
      since: null,
      publicUrl: 'http://127.0.0.1:4600',
    });
    expect(body.type).toBe('alert.resolved');
    expect(body.data).toMatchObject({ budget: { target: 200 }, headroom: -150, since: null });
    expect(body.data.budget).not.toHaveProperty('runbook');
  });
});
