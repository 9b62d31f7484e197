import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { aDeadLetter } from '../../test/aDeadLetter.ts';
import { startDeadLetters } from '../../test/startDeadLetters.ts';

const OPERATORS = 3;

let started: Awaited<ReturnType<typeof startDeadLetters>> | undefined;

afterEach(async () => {
  await started?.close();
});

/** What each operator does, one after the other, while the others do theirs. */
const plans = array(
  array(record({ action: constantFrom('replay', 'drop'), letter: nat({ max: 9 }) }), {
    maxLength: 12,
  }),
  { minLength: OPERATORS, maxLength: OPERATORS },
);

describe('operators at the same time', () => {
  it('leave each letter in one place, told to one of them, and the ledger in balance', async () => {
    await assert(
      asyncProperty(plans, async (operators) => {
        started = await startDeadLetters(inject('redisUrl'));
        const { add, deadLetters, ledger, open, replayed } = started;
        const letters = Array.from({ length: 10 }, () => aDeadLetter());
        await add(letters);
        const done = { replay: [] as string[], drop: [] as string[] };
        await Promise.all(
          operators.map(async (plan) => {
            const operator = open();
            for (const { action, letter } of plan) {
              const id = letters[letter]?.id ?? '';
              const isDone = action === 'replay' ? await operator.replay(id) : await operator.drop(id);
              if (isDone) done[action === 'replay' ? 'replay' : 'drop'].push(id);
            }
          }),
        );
        const left = (await deadLetters.list({ limit: 100 })).letters.map(({ id }) => id);
        expect([...left, ...done.replay, ...done.drop].toSorted()).toEqual(
          letters.map(({ id }) => id).toSorted(),
        );
        const jobs = await replayed();
        const replayedBatches = new Set(jobs.map(({ batches }) => batches[0]?.batchId));
        expect(jobs).toHaveLength(done.replay.length);
        expect(replayedBatches).toEqual(
          new Set(letters.filter(({ id }) => done.replay.includes(id)).map(({ batch }) => batch.batchId)),
        );
        const {
          'dead-lettered': dead = 0,
          'in-flight': inFlight = 0,
          'dropped:discarded': discarded = 0,
        } = await ledger('shop');
        expect([dead, inFlight, discarded]).toEqual([left.length, done.replay.length, done.drop.length]);
        await started.close();
      }),
      { numRuns: 15 },
    );
  });

  it('that all replay all get each letter to the workers once', async () => {
    started = await startDeadLetters(inject('redisUrl'));
    const { add, deadLetters, ledger, open, replayed } = started;
    const letters = Array.from({ length: 60 }, () => aDeadLetter());
    await add(letters);
    const answers = await Promise.all(
      Array.from({ length: OPERATORS }, () => open()).map((operator) =>
        Promise.all(letters.map(({ id }) => operator.replay(id))),
      ),
    );
    for (const index of letters.keys()) {
      expect(answers.filter((ofOperator) => ofOperator[index])).toHaveLength(1);
    }
    const batchIds = (await replayed()).flatMap(({ batches }) => batches.map(({ batchId }) => batchId));
    expect(batchIds.toSorted()).toEqual(letters.map(({ batch }) => batch.batchId).toSorted());
    expect(await deadLetters.list({ limit: 1 })).toEqual({ total: 0, letters: [] });
    expect(await ledger('shop')).toEqual({ 'dead-lettered': 0, 'in-flight': 60 });
  });
});
