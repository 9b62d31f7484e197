import { createHash } from 'node:crypto';
import type { Deletion } from '@paceline/storage';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { runPaceline, spawnPaceline } from '../../../test/runPaceline.ts';
import { READER, startApi, TOKEN } from '../../../test/startApi.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Replaced = Parameters<typeof startApi>[1];

async function start(replaced: Replaced = {}) {
  const world = await startApi(inject('clickhouseUrl'), replaced);
  closers.push(() => world.close());
  const env = { PACELINE_PUBLIC_URL: world.api.url, PACELINE_API_TOKEN: TOKEN };
  const run = (...words: string[]) => runPaceline(['delete', ...words], env);
  /** Rows by app and visit, as an export has them. */
  const rowsOf = async (app: string, table = 'measurements') => {
    const { stdout } = await runPaceline(['export', '--app', app, '--table', table], env);
    return stdout.split('\n').filter((line) => line !== '');
  };
  return { ...world, env, run, rowsOf };
}

describe('paceline delete', () => {
  it('removes an app, and says what is gone and what stays', async () => {
    const { store, run, rowsOf } = await start();
    await store(['shop', 'blog'], ['visit-a', 'visit-b']);
    const { code, stdout, stderr } = await run('app', 'shop', '--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Deleted of shop: 2 measurements of 2 events, 2 error texts, [1-9]\d* rows of rollups\.\nAlerts and .* stay\..*\n$/,
    );
    for (const table of ['measurements', 'errors', 'rollup_1m'])
      expect(await rowsOf('shop', table)).toEqual([]);
    expect(await rowsOf('blog')).toHaveLength(2);
  });

  it('removes only what is older than a time', async () => {
    const { store, run, rowsOf } = await start();
    await store(['shop'], ['visit-a']);
    const { code, stdout } = await run('app', 'shop', '--before', 'now-1d', '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Deleted of shop from before \d{4}-\d\d-\d\dT00:00:00.000Z: 0 measurements of /);
    expect(await rowsOf('shop')).toHaveLength(1);
  });

  it('removes the single rows of a visit and keeps the rollups', async () => {
    const { store, run, rowsOf } = await start();
    await store(['shop'], ['visit-a', 'visit-b']);
    const rollups = await rowsOf('shop', 'rollup_1h');
    const { code, stdout } = await run('session', 'shop', 'visit-a', '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Deleted of the visit of shop: 1 measurement of 1 event, 1 error text\.\nRollups stay: .*\n$/,
    );
    expect(await rowsOf('shop')).toEqual([expect.stringContaining('"visit-b"')]);
    expect(await rowsOf('shop', 'rollup_1h')).toEqual(rollups);
  });

  it('waits for as long as it takes, and tells why a part could not be rewritten', async () => {
    let asked = '';
    let looks = 0;
    const { run } = await start({
      deleteApp: async ({ id }) => {
        asked = id;
      },
      loadDeletions: async ({ id }) => {
        // The API looks for its one; whoever waits for the API asks for the list.
        if (id === undefined) looks += 1;
        const isFinished = looks >= 2;
        return [
          aDeletion(
            isFinished
              ? { id: asked, state: 'finished', finishedAt: 1 }
              : { id: asked, partsToDo: 3, failure: 'no space' },
          ),
        ];
      },
    });
    const { code, stdout, stderr } = await run('app', 'shop', '--yes');
    expect({ code, stderr, looks }).toEqual({
      code: 0,
      stderr: 'The database could not rewrite a part, and goes on trying: no space\n',
      looks: 2,
    });
    expect(stdout).toContain('Deleted of shop: 7 measurements of 5 events');
  });

  it('fails for a deletion that was not all begun', async () => {
    const { run } = await start({
      deleteApp: async () => undefined,
      loadDeletions: async () => [aDeletion({ state: 'incomplete' })],
    });
    const { code, stdout, stderr } = await run('app', 'shop', '--yes');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^paceline: the deletion failed before all of it was begun: give the same .*\n$/);
  });

  it('deletes nothing that was not agreed to, or that the token may not', async () => {
    const { store, env, run, rowsOf } = await start();
    await store(['shop'], ['visit-a']);
    for (const words of [
      ['app', 'shop'],
      ['session', 'shop', 'visit-a'],
    ]) {
      const { code, stdout, stderr } = await run(...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('cannot be brought back: add --yes');
      const { finished } = spawnPaceline(['delete', ...words, '--yes'], {
        ...env,
        PACELINE_API_TOKEN: READER,
      });
      expect(await finished).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /^paceline: the token from PACELINE_API_TOKEN lacks the scope "delete": .*\n$/,
        ),
      });
    }
    const wrong = await run('app', 'shop', '--before', 'monday', '--yes');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('"monday" is no time') });
    expect((await run('app', 'nobody', '--yes')).code).toBe(1);
    expect(await rowsOf('shop')).toHaveLength(1);
  });
});

function aDeletion(part: Partial<Deletion>): Deletion {
  return {
    id: createHash('sha256').update('some').digest('hex'),
    app: 'shop',
    askedBy: 'paceline',
    askedAt: 1,
    kind: 'app',
    beforeMs: null,
    sessionDigest: null,
    rows: { measurements: 7, events: 5, errors: 0, rollupRows: 9 },
    state: 'running',
    finishedAt: null,
    partsToDo: 0,
    failure: null,
    ...part,
  };
}
