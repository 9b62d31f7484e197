import { expect, it } from 'vitest';
import { keepUnchanged, SHORTEST_KEPT_RANGE_MS, UNCHANGED_KEPT_MS } from './keepUnchanged.ts';

const LONG = { app: 'shop', fromMs: 0, toMs: SHORTEST_KEPT_RANGE_MS };

function aWorld(maxBytes = 1_000_000) {
  const world = { version: 'v1', nowMs: 5, stored: 1, isDown: false, beforeAnswer: () => undefined as void };
  const loaded: string[] = [];
  const ask = keepUnchanged(
    async (query: { app: string; fromMs: number; toMs: number }) => {
      loaded.push(query.app);
      const answer = world.stored;
      world.beforeAnswer();
      return answer;
    },
    {
      versions: {
        recent: async () => {
          if (world.isDown) throw new Error('down');
          return { version: world.version, sinceMs: 0 };
        },
      },
      keyOf: ({ fromMs, toMs }) => [fromMs, toMs],
      bytesOf: () => 100,
      maxBytes,
      now: () => world.nowMs,
    },
  );
  return { world, ask, loaded };
}

it('answers the same question from what was read, while nothing was stored', async () => {
  const { ask, loaded } = aWorld();
  expect([await ask(LONG), await ask(LONG), await ask({ ...LONG })]).toEqual([1, 1, 1]);
  expect(loaded).toHaveLength(1);
  await ask({ ...LONG, toMs: LONG.toMs + 1 });
  expect(loaded).toHaveLength(2);
});

it('reads again as soon as something was stored', async () => {
  const { world, ask } = aWorld();
  await ask(LONG);
  world.stored = 2;
  world.version = 'v2';
  expect(await ask(LONG)).toBe(2);
});

it('reads again when something was stored while it was reading', async () => {
  const { world, ask } = aWorld();
  world.beforeAnswer = () => {
    world.stored = 2;
    world.version = 'v2';
  };
  expect(await ask(LONG)).toBe(1);
  expect(await ask(LONG)).toBe(2);
});

it('keeps apps apart', async () => {
  const { ask, loaded } = aWorld();
  await ask(LONG);
  await ask({ ...LONG, app: 'blog' });
  expect(loaded).toEqual(['shop', 'blog']);
});

it('keeps nothing longer than another process may need to be heard of', async () => {
  const { world, ask, loaded } = aWorld();
  await ask(LONG);
  world.nowMs += UNCHANGED_KEPT_MS + 1;
  await ask(LONG);
  expect(loaded).toHaveLength(2);
});

it('reads short ranges every time', async () => {
  const { ask, loaded } = aWorld();
  const short = { ...LONG, toMs: SHORTEST_KEPT_RANGE_MS - 1 };
  await ask(short);
  await ask(short);
  expect(loaded).toHaveLength(2);
});

it('reads every time while nobody knows what is stored', async () => {
  const { world, ask, loaded } = aWorld();
  world.isDown = true;
  await ask(LONG);
  await ask(LONG);
  expect(loaded).toHaveLength(2);
});

it('holds no more than it may', async () => {
  const { ask, loaded } = aWorld(300);
  await ask(LONG);
  await ask({ ...LONG, toMs: LONG.toMs + 1 });
  await ask({ ...LONG, toMs: LONG.toMs + 2 });
  await ask(LONG);
  expect(loaded).toHaveLength(4);
});
