import { judge } from '@paceline/budgets';
import { describe, expect, it } from 'vitest';
import { aBudget } from '../../test/aBudget.ts';
import { deliveryIdOf, toTransition } from './toTransition.ts';

const at = Date.UTC(2026, 0, 1, 12);
const budget = aBudget();
const broken = { app: 'shop', budget, verdict: judge(budget, 350, 120) };

describe('toTransition', () => {
  it('stores what it was judged by', () => {
    expect(toTransition(broken, 'firing', at, undefined)).toMatchObject({
      app: 'shop',
      budgetId: budget.id,
      state: 'firing',
      at,
      value: 350,
      target: 200,
      events: 120,
    });
  });

  it('gives evaluators that see the same history the same ids, a little later too', () => {
    const one = toTransition(broken, 'firing', at, undefined);
    const other = toTransition(broken, 'firing', at + 20_000, undefined);
    expect(other.id).toBe(one.id);
    expect(other.incidentId).toBe(one.incidentId);
  });

  it('gives firing and resolved one incident and ids of their own, and the next incident new ones', () => {
    const firing = toTransition(broken, 'firing', at, undefined);
    const resolved = toTransition(broken, 'resolved', at + 60_000, firing);
    const again = toTransition(broken, 'firing', at + 90_000, resolved);
    expect(resolved.incidentId).toBe(firing.incidentId);
    expect(again.incidentId).not.toBe(firing.incidentId);
    expect(new Set([firing.id, resolved.id, again.id]).size).toBe(3);
  });

  it('starts anew when the history was thrown away', () => {
    const before = toTransition(broken, 'firing', at, undefined);
    expect(toTransition(broken, 'firing', at + 2 * 3_600_000, undefined).id).not.toBe(before.id);
  });

  it.each([
    ['app', { ...broken, app: 'blog' }],
    ['budget', { ...broken, budget: aBudget({ id: 'other' }) }],
  ])('tells alerts of another %s apart', (_, other) => {
    const one = toTransition(broken, 'firing', at, undefined);
    expect(toTransition(other, 'firing', at, undefined).id).not.toBe(one.id);
  });
});

describe('deliveryIdOf', () => {
  it('is the same for the same transition and receiver, without "." and ":"', () => {
    expect(deliveryIdOf('t1', 'pager.main')).toBe(deliveryIdOf('t1', 'pager.main'));
    expect(deliveryIdOf('t1', 'pager.main')).not.toBe(deliveryIdOf('t1', 'chat'));
    expect(deliveryIdOf('t1', 'pager.main')).toMatch(/^msg_[0-9a-f]{32}$/);
  });
});
