import { SCOPES } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { anApi, API_TOKEN, aToken, CI_TOKEN, cookieOf } from '../../test/anApi.ts';

describe('a token', () => {
  it('may do what its scopes say, and is told which one it lacks', async () => {
    const { askWith } = anApi();
    const allowed = await askWith(CI_TOKEN, '/api/v1/read');
    expect([allowed.status, await allowed.json()]).toEqual([200, { caller: 'ci', apps: ['shop'] }]);
    for (const scope of SCOPES.filter((other) => other !== 'read')) {
      const refused = await askWith(CI_TOKEN, `/api/v1/${scope}`);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('content-type')).toBe('application/problem+json');
      expect(refused.headers.get('www-authenticate')).toContain(
        `error="insufficient_scope", scope="${scope}"`,
      );
      expect(await refused.json()).toMatchObject({
        detail: expect.stringMatching(
          new RegExp(`needs the scope ${scope}, which the token "ci" does not have`),
        ),
      });
    }
  });

  it('of PACELINE_API_TOKEN may do everything with all apps', async () => {
    const { askWith } = anApi();
    for (const scope of SCOPES) {
      expect(await (await askWith(API_TOKEN, `/api/v1/${scope}`)).json()).toEqual({
        caller: 'api-token',
        apps: ['shop', 'blog'],
      });
    }
  });

  it('counts before a session, also when it is wrong', async () => {
    const { askWith, signIn } = anApi();
    const cookie = cookieOf(await signIn({ token: API_TOKEN }));
    expect(await (await askWith(CI_TOKEN, '/api/v1/read', { cookie })).json()).toMatchObject({
      caller: 'ci',
    });
    expect((await askWith('wrong', '/api/v1/read', { cookie })).status).toBe(401);
  });

  it('is never written into log, figures or answers', async () => {
    const { askWith, signIn, lines, registry } = anApi();
    const answers = [
      await askWith(CI_TOKEN, '/api/v1/delete'),
      await signIn({ token: CI_TOKEN }),
      await signIn({ token: `${CI_TOKEN}x` }),
      await signIn({ token: CI_TOKEN, secret: CI_TOKEN }),
    ];
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    const headers = answers.map((answer) => JSON.stringify([...answer.headers]));
    const everything = [...texts, ...headers, ...lines, await registry.metrics()].join('\n');
    expect(everything).not.toContain(CI_TOKEN);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ caller: 'ci', msg: 'somebody signed in' }),
    );
  });
});

/** What a collector says of a request. */
const from = (client: string) => ({ 'x-forwarded-for': client });

describe('wrong tokens', () => {
  const limits = { apiRequestsPerSecondPerToken: 100, failedSignInsPerMinutePerIp: 3 };

  it('of one client are refused unseen after too many, and right ones of it too, until the minute is over', async () => {
    const { askWith, signIn, pass, registry, lines } = anApi({
      apiLimits: limits,
      clientOf: (_, forwardedFor) => forwardedFor ?? '',
    });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const answer =
        attempt === 1
          ? await signIn({ token: 'a-wrong-token' }, from('a'))
          : await askWith('a-wrong-token', '/api/v1/read', from('a'));
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    }
    pass(20_000);
    for (const answer of [
      await askWith(CI_TOKEN, '/api/v1/read', from('a')),
      await signIn({ token: CI_TOKEN }, from('a')),
    ]) {
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('40');
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({
        detail: expect.stringContaining('failedSignInsPerMinutePerIp'),
      });
    }
    expect((await askWith(CI_TOKEN, '/api/v1/read', from('b'))).status).toBe(200);
    const figures = await registry.metrics();
    expect(figures).toContain('paceline_api_wrong_tokens_total 3');
    expect(figures).toContain('paceline_api_limit_hits_total{limit="failedSignInsPerMinutePerIp"} 2');
    expect(lines.filter((line) => line.includes('too many wrong tokens'))).toHaveLength(1);
    pass(40_000);
    expect((await askWith(CI_TOKEN, '/api/v1/read', from('a'))).status).toBe(200);
  });

  it('do not end sessions, which nobody can guess, and a missing token is none', async () => {
    const { ask, askWith, signIn } = anApi({ apiLimits: limits });
    const cookie = cookieOf(await signIn({ token: CI_TOKEN }));
    for (let attempt = 0; attempt < 9; attempt += 1) expect((await ask('/api/v1/read')).status).toBe(401);
    expect((await askWith(CI_TOKEN, '/api/v1/read')).status).toBe(200);
    for (let attempt = 0; attempt < 4; attempt += 1) await askWith('a-wrong-token', '/api/v1/read');
    expect((await askWith(CI_TOKEN, '/api/v1/read')).status).toBe(429);
    expect((await ask('/api/v1/read', { headers: { cookie } })).status).toBe(200);
  });
});

describe('the requests of a token', () => {
  const limits = { apiRequestsPerSecondPerToken: 3, failedSignInsPerMinutePerIp: 20 };

  it('are as many in a second as it may, by token and by its sessions together', async () => {
    const { ask, askWith, signIn, pass, registry } = anApi({ apiLimits: limits });
    const cookie = cookieOf(await signIn({ token: CI_TOKEN }));
    expect((await askWith(CI_TOKEN, '/api/v1/read')).status).toBe(200);
    expect((await ask('/api/v1/read', { headers: { cookie } })).status).toBe(200);
    const refused = await askWith(CI_TOKEN, '/api/v1/read');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({
      detail: expect.stringContaining('apiRequestsPerSecondPerToken'),
    });
    expect((await askWith(API_TOKEN, '/api/v1/read')).status).toBe(200);
    expect(await registry.metrics()).toContain(
      'paceline_api_limit_hits_total{limit="apiRequestsPerSecondPerToken"} 1',
    );
    pass(1000);
    expect((await askWith(CI_TOKEN, '/api/v1/read')).status).toBe(200);
  });

  it('are counted by the limiter that is given, by the name of the token', async () => {
    const asked: [string, number][] = [];
    const { askWith } = anApi({
      apiLimits: limits,
      rateLimiter: {
        take: async (bucket, perSecond) => {
          asked.push([bucket, perSecond]);
          return asked.length < 2;
        },
      },
    });
    expect((await askWith(CI_TOKEN, '/api/v1/read')).status).toBe(200);
    expect((await askWith(CI_TOKEN, '/api/v1/read')).status).toBe(429);
    expect(asked).toEqual([
      ['api:ci', 3],
      ['api:ci', 3],
    ]);
  });
});

describe('tokens of two processes', () => {
  it('are the same ones: a session of one is taken by the other, with what its token may do there', async () => {
    const cookie = cookieOf(await anApi().signIn({ token: CI_TOKEN }));
    const other = anApi({ tokens: [aToken(CI_TOKEN, { name: 'renamed', apps: ['blog'] })] });
    expect(await (await other.ask('/api/v1/read', { headers: { cookie } })).json()).toEqual({
      caller: 'renamed',
      apps: ['blog'],
    });
  });
});
