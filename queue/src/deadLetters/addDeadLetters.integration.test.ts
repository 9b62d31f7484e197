import { afterEach, describe, expect, inject, it } from 'vitest';
import { aDeadLetter } from '../../test/aDeadLetter.ts';
import { startDeadLetters } from '../../test/startDeadLetters.ts';
import { addDeadLetters } from './addDeadLetters.ts';

let started: Awaited<ReturnType<typeof startDeadLetters>> | undefined;

afterEach(async () => {
  await started?.close();
});

describe('letters in a transaction', () => {
  it('are there once it is executed, with the rest of it', async () => {
    started = await startDeadLetters(inject('redisUrl'));
    const { client, queue, redis, deadLetters } = started;
    const letters = [aDeadLetter(), aDeadLetter({ app: 'blog' })];
    const beside = queue.toKey('beside');
    const transaction = client.multi();
    await addDeadLetters(transaction, queue, letters);
    transaction.runCommand('incr', [beside]);
    expect(await deadLetters.list({ limit: 10 })).toEqual({ total: 0, letters: [] });
    const answers = await transaction.exec();
    expect(answers?.map(([error]) => error)).toEqual([null, null, null]);
    expect(await deadLetters.list({ limit: 10 })).toEqual({ total: 2, letters });
    expect(await redis.get(beside)).toBe('1');
  });

  it('are not there when it does not happen, and neither is the rest of it', async () => {
    started = await startDeadLetters(inject('redisUrl'));
    const { client, queue, redis, deadLetters } = started;
    const [watched, beside] = [queue.toKey('watched'), queue.toKey('beside')];
    await redis.watch(watched);
    await redis.set(watched, 'changed');
    const transaction = client.multi();
    await addDeadLetters(transaction, queue, [aDeadLetter()]);
    transaction.runCommand('incr', [beside]);
    expect(await transaction.exec()).toBeNull();
    expect(await deadLetters.list({ limit: 10 })).toEqual({ total: 0, letters: [] });
    expect(await redis.get(beside)).toBeNull();
  });

  it('that are there already change nothing', async () => {
    started = await startDeadLetters(inject('redisUrl'));
    const { client, queue, deadLetters } = started;
    const [first, second] = [aDeadLetter(), aDeadLetter()];
    await started.add([first, second]);
    const transaction = client.multi();
    await addDeadLetters(transaction, queue, [{ ...first, reason: 'something else', at: 1 }]);
    await transaction.exec();
    expect(await deadLetters.list({ limit: 10 })).toEqual({ total: 2, letters: [first, second] });
  });
});
