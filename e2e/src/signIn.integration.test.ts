import { appsSchema, problemSchema, sessionSchema } from '@paceline/query-api/responses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPaceline, startPaceline } from '../test/startPaceline.ts';

const TIMEOUT_MS = 90_000;
const TOKEN = 'pt_of_ci_0123456789';
const YAML = `
apps:
  - { name: shop, keys: [pk_shop_0123456789], origins: [] }
  - { name: blog, keys: [pk_blog_0123456789], origins: [] }
tokens:
  - { name: ci, token: '\${CI_TOKEN}', apps: [shop], scopes: [read] }
limits: { failedSignInsPerMinutePerIp: 5 }
`;

let paceline: RunningPaceline;
beforeAll(async () => {
  paceline = await startPaceline({ yaml: YAML, env: { CI_TOKEN: TOKEN } });
}, TIMEOUT_MS);
afterAll(() => paceline.remove());

/** Asks the one public address, where the collector forwards to the API. */
function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, paceline.url), init);
}

function signIn(token: string, headers: Record<string, string> = {}): Promise<Response> {
  return ask('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });
}

describe('a token of paceline.yaml', () => {
  it('sees its app and no other, by itself and by the session that it is exchanged for', async () => {
    const origin = new URL(paceline.url).origin;
    const answer = await signIn(TOKEN, { origin });
    expect(sessionSchema.parse(await answer.json())).toMatchObject({
      name: 'ci',
      apps: ['shop'],
      scopes: ['read'],
    });
    const [setCookie = ''] = answer.headers.getSetCookie();
    expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie.split(';', 1)[0] ?? '';

    for (const headers of [{ cookie }, { authorization: `Bearer ${TOKEN}` }]) {
      const { apps } = appsSchema.parse(await (await ask('/api/v1/apps', { headers })).json());
      expect(apps.map(({ name }) => name)).toEqual(['shop']);
      const refused = await ask('/api/v1/summary?app=blog', { headers });
      expect(refused.status).toBe(404);
      expect(problemSchema.parse(await refused.json()).detail).toBe(
        'There is no app "blog". There are: shop.',
      );
    }

    const elsewhere = await ask('/api/v1/session', {
      method: 'DELETE',
      headers: { cookie, origin: 'https://evil.example' },
    });
    expect(elsewhere.status).toBe(403);
    const ended = await ask('/api/v1/session', { method: 'DELETE', headers: { cookie, origin } });
    expect(ended.status).toBe(204);
    expect(ended.headers.getSetCookie()).toContainEqual(expect.stringMatching(/^paceline_.*=; Max-Age=0/));
    expect((await ask('/api/v1/session')).status).toBe(401);
  });

  it('is not looked at from an address that sent too many wrong ones, whatever address it names', async () => {
    const cookie = (await signIn(TOKEN)).headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const answer = await signIn(`wrong-token-${attempt}`, { 'x-forwarded-for': `203.0.113.${attempt}` });
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const refused = await ask('/api/v1/apps', { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('/api/v1/apps', { headers: { cookie } })).status).toBe(200);
    const figures = await (await ask('/metrics')).text();
    expect(figures).toMatch(
      /paceline_api_limit_hits_total\{[^}]*limit="failedSignInsPerMinutePerIp"[^}]*\} 3/,
    );
    expect(paceline.output()).not.toContain(TOKEN);
  });
});
