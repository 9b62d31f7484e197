import type { ApiFailure, ApiResult } from '@paceline/query-api/client';
import type { SignedIn } from '@paceline/query-api/responses';
import { describe, expect, it, vi } from 'vitest';
import { createSessionModel } from '../src/models/sessionModel.ts';

const OLD_KEY = 'paceline.token';

function createStore(kept: Record<string, string> = {}) {
  const items = new Map(Object.entries(kept));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
  };
}

function aSession(name = 'somebody'): SignedIn {
  return { name, apps: ['shop'], scopes: ['read'], expiresAt: null, remember: false };
}

const failed = (failure: ApiFailure): ApiResult<never> => ({ ok: false, failure });
const wrong = failed({ reason: 'unauthorized' });
const unreachable = failed({ reason: 'unreachable' });

interface Page {
  readonly hash?: string;
  readonly tab?: ReturnType<typeof createStore>;
  readonly lasting?: ReturnType<typeof createStore>;
  /** What the server answers. */
  readonly read?: ApiResult<SignedIn>;
  readonly begin?: (token: string) => ApiResult<SignedIn> | Promise<ApiResult<SignedIn>>;
  readonly end?: ApiResult<null>;
}

/** A page that is opened, where every token is right unless `begin` says otherwise. */
function openPage({
  hash = '',
  tab = createStore(),
  lasting = createStore(),
  read = wrong,
  begin = (token) => ({ ok: true, value: aSession(token) }),
  end = { ok: true, value: null },
}: Page = {}) {
  const location = { hash, pathname: '/', search: '?app=shop' };
  const addresses: string[] = [];
  const asked: string[] = [];
  let changed: (() => void) | undefined;
  const session = createSessionModel({
    client: {
      read: async () => {
        asked.push('read');
        return read;
      },
      begin: async (token, remember) => {
        asked.push(`begin ${token}${remember ? ' remembered' : ''}`);
        return begin(token);
      },
      end: async () => {
        asked.push('end');
        return end;
      },
    },
    location,
    history: { replaceState: (_state, _title, address) => void addresses.push(String(address)) },
    oldStores: { tab, lasting },
    onFragment: (run) => {
      changed = run;
    },
  });
  return {
    session,
    addresses,
    asked,
    tab,
    lasting,
    settled: () => vi.waitFor(() => expect(session.isChecking.value).toBe(false)),
    goTo: (next: string) => {
      location.hash = next;
      changed?.();
    },
  };
}

describe('createSessionModel', () => {
  it('goes on with the session that the browser has', async () => {
    const { session, asked, settled } = openPage({ read: { ok: true, value: aSession() } });
    expect([session.isChecking.value, session.current.value]).toEqual([true, null]);
    await settled();
    expect(session.current.value).toEqual(aSession());
    expect(asked).toEqual(['read']);
  });

  it('has nobody signed in, and nothing to complain about, without one', async () => {
    const { session, settled } = openPage();
    await settled();
    expect([session.current.value, session.problem.value]).toEqual([null, null]);
  });

  it('says when that cannot be known', async () => {
    const { session, settled } = openPage({ read: unreachable });
    await settled();
    expect(session.problem.value).toEqual({ reason: 'failed', failure: { reason: 'unreachable' } });
  });

  it('takes the token out of the address at once, and exchanges it', async () => {
    const { session, addresses, asked, settled } = openPage({ hash: '#token=t%2B1' });
    expect(addresses).toEqual(['/?app=shop']);
    await settled();
    expect(asked).toEqual(['begin t+1']);
    expect(session.current.value?.name).toBe('t+1');
  });

  it.each(['#chart', '#token='])('takes nothing from the address %s', async (hash) => {
    const { asked, settled } = openPage({ hash });
    await settled();
    expect(asked).toEqual(['read']);
  });

  it('takes a token from a link that is opened in an open tab', async () => {
    const { session, asked, settled, goTo } = openPage();
    await settled();
    goTo('#token=later');
    await vi.waitFor(() => expect(session.current.value?.name).toBe('later'));
    goTo('#scorecard');
    expect(asked).toEqual(['read', 'begin later']);
  });

  it.each([
    ['the tab', { tab: createStore({ [OLD_KEY]: 'old' }) }, 'begin old'],
    ['the browser', { lasting: createStore({ [OLD_KEY]: 'old' }) }, 'begin old remembered'],
  ])('exchanges a token that an earlier version kept for %s, and removes it', async (_, stores, asked) => {
    const page = openPage(stores);
    await page.settled();
    expect(page.asked).toEqual([asked]);
    expect(page.session.current.value?.name).toBe('old');
    expect(page.tab.items.size + page.lasting.items.size).toBe(0);
  });

  it('removes such a token when it is wrong, and keeps it for later when nobody answers', async () => {
    const refused = openPage({ lasting: createStore({ [OLD_KEY]: 'old' }), begin: () => wrong });
    await refused.settled();
    expect(refused.session.problem.value).toEqual({ reason: 'wrong-token' });
    expect(refused.lasting.items.size).toBe(0);
    const alone = openPage({ lasting: createStore({ [OLD_KEY]: 'old' }), begin: () => unreachable });
    await alone.settled();
    expect(alone.session.problem.value).toMatchObject({ reason: 'failed' });
    expect(alone.lasting.items.size).toBe(1);
  });

  it('says that a token is wrong until the right one is given', async () => {
    const { session, asked } = openPage({
      begin: (token) => (token === 'right' ? { ok: true, value: aSession() } : wrong),
    });
    await session.signIn('left', false);
    expect([session.current.value, session.problem.value]).toEqual([null, { reason: 'wrong-token' }]);
    await session.signIn('right', true);
    expect([session.current.value, session.problem.value]).toEqual([aSession(), null]);
    expect(asked).toEqual(['read', 'begin left', 'begin right remembered']);
  });

  it('goes by the newest attempt, whichever answer comes last', async () => {
    let answerFirst: ((result: ApiResult<SignedIn>) => void) | undefined;
    const { session } = openPage({
      begin: (token) =>
        token === 'first'
          ? new Promise((resolve) => {
              answerFirst = resolve;
            })
          : { ok: true, value: aSession(token) },
    });
    const first = session.signIn('first', false);
    await session.signIn('second', false);
    answerFirst?.(wrong);
    await first;
    expect([session.current.value?.name, session.problem.value]).toEqual(['second', null]);
  });

  it('signs out at once, and says when the browser could not be', async () => {
    const { session, asked } = openPage({ end: unreachable });
    await session.signIn('t', false);
    const ending = session.signOut();
    expect(session.current.value).toBeNull();
    await ending;
    expect(asked).toContain('end');
    expect(session.problem.value).toEqual({ reason: 'not-ended' });
  });

  it('asks anew when the API refuses the session', async () => {
    const { session } = openPage();
    await session.signIn('t', false);
    const refused = session.current.value;
    if (refused !== null) session.reject(refused);
    expect([session.current.value, session.problem.value]).toEqual([null, { reason: 'ended' }]);
  });

  it('does not lose a new session to a late refusal of the old one', async () => {
    const { session } = openPage();
    await session.signIn('old', false);
    const old = session.current.value;
    await session.signIn('new', false);
    if (old !== null) session.reject(old);
    expect(session.current.value?.name).toBe('new');
  });
});
