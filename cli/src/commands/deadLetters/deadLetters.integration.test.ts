import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runPaceline, spawnPaceline } from '../../../test/runPaceline.ts';
import { type Refused, startQueueWithLetters } from '../../../test/startQueueWithLetters.ts';

const CONFIG = fileURLToPath(new URL('../../../../docker/paceline.yaml', import.meta.url));
const SECRET = 'only-for-this-test-0123456789';
/** What a process of its own needs beside the address of the queue. Its output is no terminal, whatever colours are asked for. */
const BASE = {
  PACELINE_CONFIG: CONFIG,
  PACELINE_INGEST_KEY: SECRET,
  PACELINE_API_TOKEN: SECRET,
  FORCE_COLOR: '1',
};

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A queue with letters, and the command line that knows its address. */
async function start(refused: readonly Refused[]) {
  const queue = await startQueueWithLetters(refused);
  closers.push(() => queue.close());
  const env = { ...BASE, REDIS_URL: queue.url };
  return { queue, env, run: (...words: string[]) => runPaceline(['dead-letters', ...words], env) };
}

describe('paceline dead-letters list', () => {
  it('prints a line for each letter, oldest first, and their count', async () => {
    const { queue, run } = await start([
      { reason: 'first reason' },
      { app: 'blog', reason: 'second reason' },
    ]);
    const [first, second] = await queue.loadLetters();
    const { code, stdout, stderr } = await run('list');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        `${'ID'.padEnd(Math.max(first?.id.length ?? 0, second?.id.length ?? 0))}  APP   WHEN                  REASON`,
        `${first?.id}  shop  2023-11-14T22:13:20Z  first reason`,
        `${second?.id}  blog  2023-11-14T22:13:20Z  second reason`,
        '',
        '2 dead letters, oldest first.',
        '',
      ].join('\n'),
    );
  });

  it('prints those of one app, as many as are asked for, also as JSON', async () => {
    const { queue, run } = await start([{ count: 3 }, { app: 'blog' }]);
    const letters = await queue.loadLetters();
    expect((await run('list', '--limit', '2')).stdout).toContain('\n2 of 4 dead letters, oldest first.\n');
    expect((await run('list', '--app', 'blog')).stdout).toContain('\n1 dead letter of blog, oldest first.\n');
    expect((await run('list', '--app', 'nobody')).stdout).toBe('There are no dead letters of nobody.\n');
    const { stdout } = await run('list', '--app', 'shop', '--limit', '2', '--json');
    expect(JSON.parse(stdout)).toEqual({ total: 3, letters: letters.slice(0, 2) });
  });
});

describe('paceline dead-letters show', () => {
  it('prints everything about a letter, also as JSON', async () => {
    const { queue, run } = await start([{ reason: 'row is too large' }]);
    const [letter] = await queue.loadLetters();
    const { code, stdout } = await run('show', letter?.id ?? '');
    expect(code).toBe(0);
    for (const part of [letter?.id ?? '', 'shop', 'row is too large', '1.4.0', '"durationMs": 3', 'web-1'])
      expect(stdout).toContain(part);
    expect(JSON.parse((await run('show', letter?.id ?? '', '--json')).stdout)).toEqual(letter);
  });

  it('fails for an id that is not there', async () => {
    const { run } = await start([]);
    const { code, stdout, stderr } = await run('show', 'nobody-0');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^paceline: there is no dead letter nobody-0: .*\n$/);
  });
});

describe('paceline dead-letters replay', () => {
  it('hands the named letters to the workers, and fails for those that are not there', async () => {
    const { queue, run } = await start([{ count: 3 }]);
    const [first, second, third] = await queue.loadLetters();
    const ids = [first?.id ?? '', 'nobody-0', third?.id ?? '', first?.id ?? ''];
    const { code, stdout, stderr } = await run('replay', ...ids);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '2 dead letters replayed.\n',
      stderr: 'paceline: not there, or not any more: nobody-0.\n',
    });
    expect(await queue.loadLetters()).toEqual([second]);
    expect(await queue.counts()).toEqual({ inFlight: 2, deadLettered: 1, discarded: 0 });
    expect(new Set(await queue.drain())).toEqual(new Set([first?.batch.batchId, third?.batch.batchId]));
  });

  it('hands over all of an app', async () => {
    const { queue, run } = await start([{ count: 2 }, { app: 'blog' }, {}]);
    const { code, stdout } = await run('replay', '--all', '--app', 'shop');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3 dead letters replayed.\n' });
    expect((await queue.loadLetters()).map(({ app }) => app)).toEqual(['blog']);
    expect(await queue.drain()).toHaveLength(3);
    expect((await run('replay', '--all', '--app', 'shop')).stdout).toBe('0 dead letters replayed.\n');
  });

  it('that is killed is gone on with, and no letter is lost or handed over twice', async () => {
    const { queue, env } = await start([{ count: 1_200 }]);
    const batchIds = (await queue.loadLetters()).map(({ batch }) => batch.batchId);
    const { child, finished } = spawnPaceline(['dead-letters', 'replay', '--all'], env);
    await once(child.stderr ?? child, 'data');
    child.kill('SIGKILL');
    expect((await finished).stderr).toMatch(/^500 of 1200 \.\.\.\n/);
    const { deadLettered } = await vi.waitFor(async () => {
      const counts = await queue.counts();
      expect(counts.inFlight + counts.deadLettered).toBe(1_200);
      expect(await queue.loadLetters()).toHaveLength(counts.deadLettered);
      return counts;
    }, PATIENCE);
    expect(deadLettered).toBeLessThanOrEqual(700);
    const { code, stdout } = await runPaceline(['dead-letters', 'replay', '--all'], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${deadLettered} dead letters replayed.\n` });
    expect(await queue.counts()).toEqual({ inFlight: 1_200, deadLettered: 0, discarded: 0 });
    expect((await queue.drain()).toSorted()).toEqual(batchIds.toSorted());
  });
});

describe('paceline dead-letters drop', () => {
  it('gives the named letters up', async () => {
    const { queue, run } = await start([{ count: 2 }]);
    const [first, second] = await queue.loadLetters();
    const { code, stdout } = await run('drop', first?.id ?? '');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 dead letter dropped.\n' });
    expect(await queue.loadLetters()).toEqual([second]);
    expect(await queue.counts()).toEqual({ inFlight: 0, deadLettered: 1, discarded: 1 });
  });

  it('gives all up only when it is told so twice', async () => {
    const { queue, run } = await start([{ count: 2 }]);
    const refused = await run('drop', '--all');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('add --yes');
    expect(await queue.loadLetters()).toHaveLength(2);
    expect(await run('drop', '--all', '--yes')).toMatchObject({
      code: 0,
      stdout: '2 dead letters dropped.\n',
    });
    expect(await queue.counts()).toEqual({ inFlight: 0, deadLettered: 0, discarded: 2 });
  });
});

describe('paceline dead-letters', () => {
  it.each([
    [[]],
    [['bogus']],
    [['list', '--limit', '0']],
    [['list', '--limit', 'many']],
    [['show']],
    [['replay']],
    [['replay', 'some-0', '--all']],
    [['drop', 'some-0', '--app', 'shop']],
  ])('ends with 2 and says how it is used after %j', async (words) => {
    const { code, stdout, stderr } = await runPaceline(['dead-letters', ...words], BASE);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: paceline dead-letters');
  });

  it.each([[[]], [['list']], [['show']], [['replay']], [['drop']]])('has help for %j', async (words) => {
    const { code, stdout } = await runPaceline(['dead-letters', ...words, '--help'], {});
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: paceline ${['dead-letters', ...words].join(' ')}`);
  });

  it('finds the Redis of the Paceline that runs on the data folder', async () => {
    const { queue, run } = await start([{}]);
    const { REDIS_URL: _url, ...env } = { ...BASE, REDIS_URL: '', PACELINE_DATA: queue.dataFolder };
    const { code, stdout } = await runPaceline(['dead-letters', 'list', '--json'], env);
    expect(code).toBe(0);
    expect(stdout).toBe((await run('list', '--json')).stdout);
  });

  it('says in one line what to do when none runs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paceline-data-'));
    closers.push(() => rm(folder, { recursive: true }));
    const { code, stdout, stderr } = await runPaceline(['dead-letters', 'list'], { PACELINE_DATA: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `paceline: Paceline does not run on ${folder}: start it with "paceline up", or set PACELINE_DATA to its folder or REDIS_URL to its Redis.\n`,
    );
  });

  it('says in one line that Redis does not answer, without its password', async () => {
    const env = { ...BASE, REDIS_URL: 'redis://:secret-word@127.0.0.1:1' };
    const { code, stdout, stderr } = await runPaceline(['dead-letters', 'replay', '--all'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^paceline: the queue at 127\.0\.0\.1:1 failed: .*ECONNREFUSED.*\n$/);
    expect(stderr).not.toContain('secret-word');
  });
});
