import { describe, expect, it } from 'vitest';
import { createSessionModel } from '../src/models/sessionModel.ts';

function createStore(kept: Record<string, string> = {}) {
  const items = new Map(Object.entries(kept));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

function createSession({ hash = '', tab = createStore(), lasting = createStore() } = {}) {
  const location = { hash, pathname: '/', search: '?app=shop' };
  const addresses: string[] = [];
  let changed: (() => void) | undefined;
  const session = createSessionModel({
    location,
    history: { replaceState: (_state, _title, address) => void addresses.push(String(address)) },
    tabStore: tab,
    lastingStore: lasting,
    onFragment: (run) => {
      changed = run;
    },
  });
  const goTo = (next: string) => {
    location.hash = next;
    changed?.();
  };
  return { session, addresses, tab, lasting, goTo };
}

describe('createSessionModel', () => {
  it('takes the token out of the address and keeps it for the tab', () => {
    const { session, addresses, tab, lasting } = createSession({ hash: '#token=t%2B1' });
    expect(session.token.value).toBe('t+1');
    expect(addresses).toEqual(['/?app=shop']);
    expect([...tab.items.values()]).toEqual(['t+1']);
    expect(lasting.items.size).toBe(0);
  });

  it('leaves other fragments alone', () => {
    const { addresses } = createSession({ hash: '#chart' });
    expect(addresses).toEqual([]);
  });

  it('takes a token from a link that is opened in an open tab', () => {
    const { session, goTo } = createSession();
    expect(session.token.value).toBeNull();
    goTo('#token=later');
    expect(session.token.value).toBe('later');
    goTo('#scorecard');
    expect(session.token.value).toBe('later');
  });

  it('works when the store is full or forbidden', () => {
    const tab = {
      ...createStore(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    expect(createSession({ hash: '#token=t', tab }).session.token.value).toBe('t');
  });

  it('remembers a token beyond the tab only when asked to', () => {
    const asked = createSession();
    asked.session.signIn('t', true);
    expect(createSession({ lasting: asked.lasting }).session.token.value).toBe('t');
    const unasked = createSession();
    unasked.session.signIn('t', false);
    expect(createSession({ lasting: unasked.lasting }).session.token.value).toBeNull();
  });

  it('forgets a refused token everywhere and says so', () => {
    const { session, tab, lasting } = createSession();
    session.signIn('old', true);
    session.reject('old');
    expect(session.token.value).toBeNull();
    expect(session.rejected.value).toBe(true);
    expect(tab.items.size + lasting.items.size).toBe(0);
    session.signIn('new', false);
    expect(session.rejected.value).toBe(false);
  });

  it('does not lose a new token to a late refusal of the old one', () => {
    const { session } = createSession();
    session.signIn('new', false);
    session.reject('old');
    expect(session.token.value).toBe('new');
  });
});
