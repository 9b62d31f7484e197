import { describe, expect, it } from 'vitest';

import { acquireAll } from './acquireAll.ts';
import { createLane, LaneClosed, LaneFull } from './lane.ts';

const never = new AbortController().signal;

describe('createLane', () => {
  it('gives slots in the order of asking', async () => {
    const lane = createLane(['only'], 10);
    const order: number[] = [];
    const first = await lane.acquire(never);
    const rest = [1, 2, 3].map(async (number) => {
      const lease = await lane.acquire(never);
      order.push(number);
      lease.release();
    });
    expect(lane.waiting).toBe(3);
    first.release();
    await Promise.all(rest);
    expect(order).toEqual([1, 2, 3]);
    expect(lane.waiting).toBe(0);
  });

  it('counts a lease that is released twice once', async () => {
    const lane = createLane(['a', 'b'], 10);
    const first = await lane.acquire(never);
    const second = await lane.acquire(never);
    first.release();
    first.release();
    const third = await lane.acquire(never);
    expect(third.slot).toBe(first.slot);
    const controller = new AbortController();
    const fourth = lane.acquire(controller.signal);
    expect(lane.waiting).toBe(1);
    controller.abort(new Error('gone'));
    await expect(fourth).rejects.toThrow('gone');
    second.release();
    third.release();
  });

  it('lets who aborts leave the queue, and serves the next', async () => {
    const lane = createLane(['only'], 10);
    const first = await lane.acquire(never);
    const leaver = new AbortController();
    const left = lane.acquire(leaver.signal);
    const next = lane.acquire(never);
    leaver.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    first.release();
    expect((await next).slot).toBe('only');
  });

  it('refuses when too many wait', async () => {
    const lane = createLane(['only'], 1);
    const first = await lane.acquire(never);
    const waiting = lane.acquire(never);
    await expect(lane.acquire(never)).rejects.toBeInstanceOf(LaneFull);
    first.release();
    (await waiting).release();
  });

  it('turns the waiting away when it closes and waits for the running', async () => {
    const lane = createLane(['only'], 10);
    const first = await lane.acquire(never);
    const waiting = lane.acquire(never);
    let closed = false;
    const close = async () => {
      await lane.close();
      closed = true;
    };
    const closing = close();
    await expect(waiting).rejects.toBeInstanceOf(LaneClosed);
    await expect(lane.acquire(never)).rejects.toBeInstanceOf(LaneClosed);
    expect(closed).toBe(false);
    first.release();
    await closing;
    expect(closed).toBe(true);
  });
});

describe('acquireAll', () => {
  it('has the lane to itself once what ran and what waited is done', async () => {
    const lane = createLane(['a', 'b'], 10);
    const running = await lane.acquire(never);
    const order: string[] = [];
    const note = <Value>(name: string, value: Value): Value => {
      order.push(name);
      return value;
    };
    const all = acquireAll(lane, never).then((leases) => note('all', leases));
    const later = lane.acquire(never).then((lease) => note('later', lease));
    expect(lane.waiting).toBe(2);
    running.release();
    const leases = await all;
    expect(leases.map(({ slot }) => slot).toSorted()).toEqual(['a', 'b']);
    expect(lane.waiting).toBe(1);
    for (const lease of leases) lease.release();
    (await later).release();
    expect(order).toEqual(['all', 'later']);
  });

  it('holds nothing when it is given up', async () => {
    const lane = createLane(['a', 'b'], 10);
    const running = await lane.acquire(never);
    const giveUp = new AbortController();
    const all = acquireAll(lane, giveUp.signal);
    giveUp.abort(new Error('too long'));
    await expect(all).rejects.toThrow('too long');
    const other = await lane.acquire(never);
    running.release();
    other.release();
    expect((await acquireAll(lane, never)).length).toBe(2);
  });
});
