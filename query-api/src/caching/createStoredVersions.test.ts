import type { Freshness } from '@paceline/storage';
import { describe, expect, it } from 'vitest';
import { createStoredVersions } from './createStoredVersions.ts';

const NOW = Date.UTC(2026, 4, 20);

function aWorld() {
  const world = { nowMs: NOW, asked: 0, stored: new Map<string, number>(), newestStoredAt: NOW };
  const versions = createStoredVersions({
    storage: {
      loadFreshness: async () => {
        world.asked += 1;
        return [...world.stored].map(([app, storedEvents]): Freshness => ({
          app,
          storedEvents,
          newestStoredAt: world.newestStoredAt,
        }));
      },
    },
    now: () => world.nowMs,
  });
  return { world, versions };
}

describe('createStoredVersions', () => {
  it('knows nothing before it asked, then what it was told, and since when', async () => {
    const { world, versions } = aWorld();
    world.stored.set('shop', 7);
    expect(versions.known('shop')).toBeUndefined();
    const first = await versions.load('shop');
    expect(first.sinceMs).toBe(NOW);
    expect(versions.known('shop')).toEqual(first);
    world.nowMs += 1000;
    expect(await versions.load('shop')).toEqual(first);
    world.stored.set('shop', 8);
    const second = await versions.load('shop');
    expect(second.version).not.toBe(first.version);
    expect(second.sinceMs).toBe(NOW + 1000);
  });

  it('believes the clock of the database to a minute', async () => {
    const { world, versions } = aWorld();
    world.stored.set('shop', 7);
    world.nowMs += 3_600_000;
    expect((await versions.load('shop')).sinceMs).toBe(NOW + 60_000);
    world.newestStoredAt = NOW + 7_200_000;
    expect((await versions.load('shop')).sinceMs).toBe(NOW + 3_600_000);
  });

  it('tells an app of which nothing was stored from one of which something was', async () => {
    const { world, versions } = aWorld();
    const nothing = await versions.load('shop');
    expect(await versions.load('shop')).toEqual(nothing);
    world.stored.set('shop', 1);
    expect((await versions.load('shop')).version).not.toBe(nothing.version);
  });

  it('answers all who ask at the same time by at most one question after theirs', async () => {
    const { world, versions } = aWorld();
    await Promise.all(['shop', 'blog', 'shop', 'blog'].map((app) => versions.load(app)));
    expect(world.asked).toBe(2);
  });

  it('asks for a recent version only when what it knows is older', async () => {
    const { world, versions } = aWorld();
    await versions.recent('shop', 100);
    world.nowMs += 100;
    await versions.recent('blog', 100);
    expect(world.asked).toBe(1);
    world.nowMs += 1;
    await versions.recent('shop', 100);
    expect(world.asked).toBe(2);
    world.nowMs -= 50;
    await versions.recent('shop', 100);
    expect(world.asked).toBe(3);
  });

  it('learns from whoever reads the freshness through it', async () => {
    const { world, versions } = aWorld();
    world.stored.set('shop', 7);
    expect(await versions.loadFreshness()).toMatchObject([{ app: 'shop', storedEvents: 7 }]);
    await versions.recent('shop', 100);
    expect(world.asked).toBe(1);
  });

  it('has another version, for ever, after something changed that no count shows', async () => {
    const { world, versions } = aWorld();
    world.stored.set('shop', 7);
    world.stored.set('blog', 7);
    const seen = new Set<string>();
    for (let deletions = 0; deletions < 3; deletions += 1) {
      seen.add((await versions.load('shop')).version);
      const other = await versions.load('blog');
      world.nowMs += 3_600_000;
      versions.bump('shop');
      expect(versions.known('shop')).toBeUndefined();
      const bumped = await versions.recent('shop', Number.POSITIVE_INFINITY);
      expect(bumped.sinceMs).toBe(world.nowMs);
      seen.add(bumped.version);
      expect(await versions.load('blog')).toEqual(other);
    }
    expect(seen.size).toBe(4);
  });
});
