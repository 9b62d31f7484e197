import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { aDeadLetter } from '../../test/aDeadLetter.ts';
import { startDeadLetters } from '../../test/startDeadLetters.ts';
import { startOwnRedis } from '../../test/startOwnRedis.ts';

type Started = Awaited<ReturnType<typeof startDeadLetters>>;

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function start(redisUrl = inject('redisUrl')): Promise<Started> {
  const started = await startDeadLetters(redisUrl);
  closers.push(() => started.close());
  return started;
}

async function startAlone(options?: Parameters<typeof startOwnRedis>[0]) {
  const redis = await startOwnRedis(options);
  closers.push(() => redis.remove());
  return { ...(await start(redis.url)), redis };
}

const letters = (count: number, app = 'shop') => Array.from({ length: count }, () => aDeadLetter({ app }));

describe('the list', () => {
  it('has the oldest first, and gives a page with the total', async () => {
    const { deadLetters, add } = await start();
    const all = letters(7);
    await add(all);
    expect(await deadLetters.list({ limit: 3 })).toEqual({ total: 7, letters: all.slice(0, 3) });
    expect(await deadLetters.list({ limit: 3, offset: 5 })).toEqual({ total: 7, letters: all.slice(5) });
    expect(await deadLetters.list({ limit: 3, offset: 7 })).toEqual({ total: 7, letters: [] });
    expect(await deadLetters.list({ limit: 0 })).toEqual({ total: 7, letters: [] });
  });

  it('of one app has its letters alone, and their total', async () => {
    const { deadLetters, add } = await start();
    const [ours, theirs] = [letters(250), letters(250, 'blog')];
    await add(ours.flatMap((letter, index) => [letter, theirs[index] ?? letter]));
    expect(await deadLetters.list({ app: 'blog', limit: 2 })).toEqual({
      total: 250,
      letters: theirs.slice(0, 2),
    });
    expect(await deadLetters.list({ app: 'blog', limit: 9, offset: 248 })).toEqual({
      total: 250,
      letters: theirs.slice(248),
    });
    expect(await deadLetters.list({ app: 'nobody', limit: 2 })).toEqual({ total: 0, letters: [] });
  });
});

describe('a letter', () => {
  it('is found by its id', async () => {
    const { deadLetters, add } = await start();
    const letter = aDeadLetter();
    await add([letter]);
    expect(await deadLetters.load(letter.id)).toEqual(letter);
    expect(await deadLetters.load('nobody-0')).toBeUndefined();
  });

  it('that is replayed is a job of the workers, and in flight', async () => {
    const { deadLetters, add, replayed, ledger } = await start();
    const [letter, other] = [aDeadLetter(), aDeadLetter()];
    await add([letter, other]);
    expect(await deadLetters.replay(letter.id)).toBe(true);
    expect(await replayed()).toEqual([{ batches: [letter.batch] }]);
    expect(await ledger('shop')).toEqual({ 'dead-lettered': 1, 'in-flight': 1 });
    expect(await deadLetters.list({ limit: 10 })).toEqual({ total: 1, letters: [other] });
    expect(await deadLetters.load(letter.id)).toBeUndefined();
  });

  it('that is dropped is counted as discarded, and gone', async () => {
    const { deadLetters, add, replayed, ledger } = await start();
    const [letter, other] = [aDeadLetter(), aDeadLetter()];
    await add([letter, other]);
    expect(await deadLetters.drop(letter.id)).toBe(true);
    expect(await replayed()).toEqual([]);
    expect(await ledger('shop')).toEqual({ 'dead-lettered': 1, 'dropped:discarded': 1 });
    expect(await deadLetters.list({ limit: 10 })).toEqual({ total: 1, letters: [other] });
  });

  it('that is gone can neither be replayed nor dropped', async () => {
    const { deadLetters, add, ledger, replayed } = await start();
    const [one, other] = [aDeadLetter(), aDeadLetter()];
    await add([one, other]);
    await deadLetters.replay(one.id);
    await deadLetters.drop(other.id);
    for (const { id } of [one, other]) {
      expect(await deadLetters.replay(id)).toBe(false);
      expect(await deadLetters.drop(id)).toBe(false);
    }
    expect(await ledger('shop')).toEqual({ 'dead-lettered': 0, 'in-flight': 1, 'dropped:discarded': 1 });
    expect(await replayed()).toHaveLength(1);
  });

  it('can be told from the keys that stand beside it', async () => {
    const { deadLetters, add, redis, queue } = await start();
    const letter = aDeadLetter();
    await add([letter]);
    for (const id of ['meta', 'wait', 'id', 'events', '', '*', `${letter.id}:logs`]) {
      expect(await deadLetters.load(id)).toBeUndefined();
      expect(await deadLetters.replay(id)).toBe(false);
      expect(await deadLetters.drop(id)).toBe(false);
    }
    expect(await redis.exists(queue.toKey('meta'))).toBe(1);
    expect(await deadLetters.list({ limit: 10 })).toEqual({ total: 1, letters: [letter] });
  });

  it('leaves nothing behind', async () => {
    const { deadLetters, add, redis, queue } = await start();
    const [one, other] = [aDeadLetter(), aDeadLetter()];
    await add([one, other]);
    await deadLetters.replay(one.id);
    await deadLetters.drop(other.id);
    expect(await redis.keys(`${queue.toKey('')}*-0*`)).toEqual([]);
    expect(await redis.exists(queue.toKey('wait'))).toBe(0);
  });
});

describe('a Redis', () => {
  it('that answers no more makes everything reject, and goes on where it stood', async () => {
    const { redis, deadLetters, add, replayed, ledger } = await startAlone();
    const [one, other] = [aDeadLetter(), aDeadLetter()];
    await add([one, other]);
    // Their connections stand.
    expect(await deadLetters.replay(one.id)).toBe(true);
    redis.child().kill('SIGSTOP');
    await expect(deadLetters.list({ limit: 1 })).rejects.toThrow();
    await expect(deadLetters.load(other.id)).rejects.toThrow();
    const replays = [deadLetters.replay(other.id), deadLetters.replay(other.id)];
    for (const replay of replays) await expect(replay).rejects.toThrow();
    await expect(deadLetters.drop(other.id)).rejects.toThrow();
    redis.child().kill('SIGCONT');
    await vi.waitFor(() => deadLetters.list({ limit: 1 }), PATIENCE);
    expect(await deadLetters.replay(other.id)).toBe(true);
    expect(await replayed()).toEqual([{ batches: [one.batch] }, { batches: [other.batch] }]);
    expect(await ledger('shop')).toEqual({ 'dead-lettered': 0, 'in-flight': 2 });
  });

  it('that is not there makes everything reject, until it is back', async () => {
    const { redis, deadLetters, add, replayed } = await startAlone();
    const [one, other] = [aDeadLetter(), aDeadLetter()];
    await add([one, other]);
    expect(await deadLetters.replay(one.id)).toBe(true);
    await redis.stop();
    await expect(deadLetters.list({ limit: 1 })).rejects.toThrow();
    await expect(deadLetters.replay(other.id)).rejects.toThrow();
    await expect(deadLetters.drop(other.id)).rejects.toThrow();
    await redis.start();
    await vi.waitFor(() => deadLetters.list({ limit: 1 }), PATIENCE);
    expect(await deadLetters.replay(other.id)).toBe(true);
    expect(await replayed()).toEqual([{ batches: [one.batch] }, { batches: [other.batch] }]);
  });

  it('that is full lets letters be dropped, but not replayed until it has room', async () => {
    const { redis, client, deadLetters, add, replayed, ledger } = await startAlone();
    const [first, second] = letters(2);
    if (first === undefined || second === undefined) throw new Error('there are no letters');
    await add([first, second]);
    const limitMemory = (bytes: string) => client.runCommand('config', ['SET', 'maxmemory', bytes]);
    await limitMemory('1');
    await expect(deadLetters.replay(first.id)).rejects.toThrow(/memory|OOM|EXECABORT/);
    expect(await deadLetters.drop(second.id)).toBe(true);
    expect(await ledger('shop')).toEqual({ 'dead-lettered': 1, 'dropped:discarded': 1 });
    await limitMemory(String(redis.options.maxMemoryBytes));
    expect(await deadLetters.replay(first.id)).toBe(true);
    expect(await replayed()).toEqual([{ batches: [first.batch] }]);
    expect(await ledger('shop')).toEqual({ 'dead-lettered': 0, 'in-flight': 1, 'dropped:discarded': 1 });
  });

  it('that forgot its scripts replays all the same', async () => {
    const { client, deadLetters, add, replayed } = await startAlone();
    const [first, second] = letters(2);
    if (first === undefined || second === undefined) throw new Error('there are no letters');
    await add([first, second]);
    await deadLetters.replay(first.id);
    await client.runCommand('script', ['FLUSH']);
    expect(await deadLetters.replay(second.id)).toBe(true);
    expect(await replayed()).toEqual([{ batches: [first.batch] }, { batches: [second.batch] }]);
  });
});
