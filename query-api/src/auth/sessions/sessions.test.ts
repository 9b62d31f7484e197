import { describe, expect, it } from 'vitest';
import { anApi, API_TOKEN, CI_TOKEN, cookieOf } from '../../../test/anApi.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATH = '/api/v1/session';

describe('signing in', () => {
  it('gives a cookie that no script reads and no other site has sent, until the browser is closed', async () => {
    const { signIn } = anApi();
    const answer = await signIn({ token: CI_TOKEN });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      name: 'ci',
      apps: ['shop'],
      scopes: ['read'],
      expiresAt: '2026-05-20T12:00:00.000Z',
      remember: false,
    });
    const [cookie, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(cookie).toMatch(/^paceline_[\w-]{8}=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('keeps the cookie for 30 days when it is to be remembered', async () => {
    const answer = await anApi().signIn({ token: CI_TOKEN, remember: true });
    expect(await answer.json()).toMatchObject({ remember: true, expiresAt: '2026-06-19T00:00:00.000Z' });
    expect(answer.headers.getSetCookie()[0]).toContain(`; Max-Age=${(30 * DAY) / 1000};`);
  });

  it.each([
    ['the browser', { origin: 'https://p.example', host: 'p.example' }],
    ['a proxy', { 'x-forwarded-proto': 'https' }],
  ])(
    'ties the cookie to HTTPS and to this host when %s says that it is HTTPS, also when renewed',
    async (_, headers) => {
      const { ask, signIn, pass } = anApi();
      const answer = await signIn({ token: CI_TOKEN }, headers);
      const [cookie] = answer.headers.getSetCookie();
      expect(cookie).toMatch(/^__Host-paceline_[\w-]{8}=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
      pass(7 * HOUR);
      const renewed = await ask('/api/v1/read', { headers: { cookie: cookieOf(answer) } });
      expect(renewed.headers.getSetCookie()[0]).toMatch(/^__Host-.*; Secure;/);
    },
  );

  it.each([
    ['no token', {}, 400, /token: name the token/],
    ['an empty token', { token: '' }, 400, /name the token/],
    ['something unknown', { token: CI_TOKEN, colour: 'red' }, 400, /colour/],
    ['a wrong token', { token: 'wrong' }, 401, /API token is wrong/],
    ['a huge body', { token: 'x'.repeat(5000) }, 413, /4096 bytes/],
  ])('refuses %s', async (_case, body, status, detail) => {
    const answer = await anApi().signIn(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(detail) });
  });

  it.each([
    ['text/plain', JSON.stringify({ token: CI_TOKEN }), 415],
    ['application/x-www-form-urlencoded', `token=${CI_TOKEN}`, 415],
    ['application/json', '{"token":', 400],
  ])('refuses a body of %s that is not JSON', async (type, body, status) => {
    const { ask } = anApi();
    const answer = await ask(PATH, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(status);
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ])('is not done by pages of other sites: %o', async (headers) => {
    const { signIn } = anApi();
    expect((await signIn({ token: CI_TOKEN }, headers)).status).toBe(403);
    expect((await signIn({ token: CI_TOKEN }, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

/** An API, and somebody who signed in to it. */
async function signedIn(body: object = {}, parts: Parameters<typeof anApi>[0] = {}) {
  const api = anApi(parts);
  const cookie = cookieOf(await api.signIn({ token: CI_TOKEN, ...body }));
  return { ...api, cookie, askAgain: (path = '/api/v1/read') => api.ask(path, { headers: { cookie } }) };
}

describe('a session', () => {
  it('stands for its token, and says who one is', async () => {
    const { askAgain } = await signedIn();
    expect(await (await askAgain()).json()).toEqual({ caller: 'ci', apps: ['shop'] });
    expect((await askAgain('/api/v1/delete')).status).toBe(403);
    expect(await (await askAgain(PATH)).json()).toEqual({
      name: 'ci',
      apps: ['shop'],
      scopes: ['read'],
      expiresAt: '2026-05-20T12:00:00.000Z',
      remember: false,
    });
  });

  it('is renewed by use after half of its time, and ends without', async () => {
    const { ask, askAgain, pass } = await signedIn();
    pass(5 * HOUR);
    expect((await askAgain()).headers.getSetCookie()).toEqual([]);
    pass(2 * HOUR);
    const renewed = await askAgain();
    expect(renewed.status).toBe(200);
    pass(5 * HOUR);
    expect((await askAgain()).status).toBe(401);
    const cookie = cookieOf(renewed);
    expect((await ask('/api/v1/read', { headers: { cookie } })).status).toBe(200);
    pass(7 * HOUR);
    expect((await ask('/api/v1/read', { headers: { cookie } })).status).toBe(401);
  });

  it('is renewed by what is refused, too', async () => {
    const { askAgain, pass } = await signedIn();
    pass(7 * HOUR);
    const refused = await askAgain('/api/v1/delete');
    expect(refused.status).toBe(403);
    expect(cookieOf(refused)).not.toBe('');
  });

  it('lasts no longer than 90 days, however much it is used', async () => {
    const { ask, pass, cookie } = await signedIn({ remember: true });
    let newest = cookie;
    let days = 0;
    for (;;) {
      const answer = await ask('/api/v1/read', { headers: { cookie: newest } });
      if (answer.status === 401) break;
      newest = cookieOf(answer) || newest;
      pass(DAY);
      days += 1;
    }
    expect(days).toBe(90);
  });

  it('ends when its token is no longer configured, and when the API token changes', async () => {
    const { cookie } = await signedIn();
    for (const parts of [{ tokens: [] }, { apiToken: `${API_TOKEN}2` }]) {
      expect((await anApi(parts).ask('/api/v1/read', { headers: { cookie } })).status).toBe(401);
    }
  });

  it('of another Paceline on the same host does not get in the way', async () => {
    const { ask, cookie } = await signedIn();
    const other = anApi({ apiToken: 'pt_of_another_paceline' });
    const both = `${cookieOf(await other.signIn({ token: CI_TOKEN }))}; ${cookie}`;
    expect((await ask('/api/v1/read', { headers: { cookie: both } })).status).toBe(200);
    expect((await other.ask('/api/v1/read', { headers: { cookie: both } })).status).toBe(200);
  });

  it('changes something only from pages of this address', async () => {
    const { ask, cookie } = await signedIn({ token: API_TOKEN }, { publicUrl: 'https://public.example' });
    const post = (headers: Record<string, string>) =>
      ask('/api/v1/delete', { method: 'POST', headers: { cookie, ...headers } });
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example', host: 'paceline.example' },
      { origin: 'null', host: 'paceline.example' },
    ]) {
      const refused = await post(headers);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('PACELINE_PUBLIC_URL') });
    }
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { origin: 'http://paceline.example', host: 'paceline.example' },
      { origin: 'https://public.example', host: 'inner:4600' },
    ]) {
      expect((await post(headers)).status).toBe(200);
    }
  });

  it('is not needed by who sends a token, whatever page it is from', async () => {
    const { ask } = anApi();
    const headers = { authorization: `Bearer ${API_TOKEN}`, 'sec-fetch-site': 'cross-site' };
    expect((await ask('/api/v1/delete', { method: 'POST', headers })).status).toBe(200);
  });

  it('is taken from the browser by signing out, which needs none', async () => {
    const { ask, cookie } = await signedIn();
    const signOut = (headers: Record<string, string>) => ask(PATH, { method: 'DELETE', headers });
    const answer = await signOut({ cookie });
    expect(answer.status).toBe(204);
    const cleared = answer.headers.getSetCookie();
    expect(cleared).toHaveLength(2);
    for (const cookie of cleared) expect(cookie).toMatch(/^(__Host-)?paceline_[\w-]{8}=; .*Max-Age=0/);
    expect((await signOut({})).status).toBe(204);
    expect((await signOut({ cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  it('works beside what a proxy wants of the browser', async () => {
    const { ask, cookie } = await signedIn();
    const headers = { cookie, authorization: `Basic ${btoa('user:word')}` };
    expect((await ask('/api/v1/read', { headers })).status).toBe(200);
  });
});

describe('GET /api/v1/session', () => {
  it('tells who sends a token, without an end', async () => {
    const { askWith, ask } = anApi();
    expect(await (await askWith(CI_TOKEN, PATH)).json()).toMatchObject({ name: 'ci', expiresAt: null });
    expect((await ask(PATH)).status).toBe(401);
  });
});
