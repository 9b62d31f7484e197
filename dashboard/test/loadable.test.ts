import type { ApiResult } from '@paceline/query-api/client';
import { describe, expect, it } from 'vitest';
import { createLoader } from '../src/models/loadable.ts';
import { createFakeClock } from './fakeClock.ts';

/** An API that answers when the test says so. */
function createHeldApi() {
  const asked: { readonly answer: (result: ApiResult<string>) => void }[] = [];
  const ask = (_question: { readonly app?: string }) =>
    new Promise<ApiResult<string>>((resolve) => {
      asked.push({ answer: resolve });
    });
  return { asked, ask };
}

const ok = (value: string): ApiResult<string> => ({ ok: true, value });
const unreachable: ApiResult<string> = { ok: false, failure: { reason: 'unreachable' } };

function createHeldLoader() {
  const { asked, ask } = createHeldApi();
  const clock = createFakeClock();
  return { asked, clock, loader: createLoader({ ask, clock }) };
}

describe('createLoader', () => {
  it('ignores an answer to an earlier question that comes later', async () => {
    const { asked, clock, loader } = createHeldLoader();
    void loader.load({ app: 'a' });
    void loader.load({ app: 'b' });
    asked[1]?.answer(ok('b'));
    await clock.advance(0);
    asked[0]?.answer(ok('a'));
    await clock.advance(0);
    expect(loader.state.value).toMatchObject({ value: 'b', failure: null, outdated: false });
  });

  it('asks the same question once more when it was asked again meanwhile', async () => {
    const { asked, clock, loader } = createHeldLoader();
    void loader.load({});
    void loader.load({});
    void loader.load({});
    expect(asked).toHaveLength(1);
    asked[0]?.answer(ok('old'));
    await clock.advance(0);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(ok('new'));
    await clock.advance(0);
    expect(loader.state.value.value).toBe('new');
    expect(asked).toHaveLength(2);
  });

  it('keeps the last good answer beside a failure, and forgets it for another question', async () => {
    const { asked, clock, loader } = createHeldLoader();
    void loader.load({ app: 'a' });
    asked[0]?.answer(ok('a'));
    await clock.advance(0);
    void loader.load({ app: 'a' });
    asked[1]?.answer(unreachable);
    await clock.advance(0);
    expect(loader.state.value).toMatchObject({ value: 'a', failure: { reason: 'unreachable' } });
    void loader.load({ app: 'b' });
    expect(loader.state.value).toMatchObject({ value: 'a', outdated: true });
    asked[2]?.answer(unreachable);
    await clock.advance(0);
    expect(loader.state.value).toMatchObject({ value: null, failure: { reason: 'unreachable' } });
  });

  it('forgets everything at a reset, also what is on its way', async () => {
    const { asked, clock, loader } = createHeldLoader();
    void loader.load({});
    loader.reset();
    asked[0]?.answer(ok('late'));
    await clock.advance(0);
    expect(loader.state.value).toMatchObject({ value: null, failure: null });
  });
});
