import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Environment } from './expandVariables.ts';
import { formatProblems } from './formatProblems.ts';
import { parseFile } from './parseFile.ts';

function problemsOf(lines: readonly string[], env: Environment = {}): readonly string[] {
  const parsed = parseFile(lines.join('\n'), 'paceline.yaml', env);
  return parsed.ok ? [] : formatProblems(parsed.problems).split('\n');
}

const anApp = ['apps:', '  - name: shop', '    keys: [pk_0123456789abcdef]', '    origins: []'];

describe('parseFile', () => {
  it.each([
    ['an empty file', []],
    ['only comments', ['# nothing']],
    ['an app', anApp],
  ])('takes %s', (_case, lines) => {
    expect(problemsOf(lines)).toEqual([]);
  });

  it('tells all problems at once, each with its line and path', () => {
    expect(
      problemsOf([
        'apps:',
        '  - name: Shop!',
        '    keys: [short]',
        '    orgins: []',
        'evaluateEverySecond: 5',
        'retention:',
        '  raw: 7 days',
        '  10s: 5m',
        'limits: { bodyBytes: 0, boddyBytes: 3 }',
      ]),
    ).toEqual([
      'paceline.yaml:2 apps[0].name: lower-case letters, digits, ".", "_" and "-", at most 64',
      'paceline.yaml:2 apps[0].origins: is missing',
      'paceline.yaml:3 apps[0].keys[0]: a key of at least 16 characters',
      'paceline.yaml:4 apps[0].orgins: unknown key "orgins", did you mean "origins"?',
      'paceline.yaml:5 evaluateEverySecond: unknown key "evaluateEverySecond", did you mean "evaluateEverySeconds"?',
      'paceline.yaml:7 retention.raw: a duration such as 12h, 7d or 13mo',
      'paceline.yaml:8 retention.10s: at least 1h',
      'paceline.yaml:9 limits.bodyBytes: Too small: expected number to be >=1',
      'paceline.yaml:9 limits.boddyBytes: unknown key "boddyBytes", did you mean "bodyBytes"?',
    ]);
  });

  it('tells syntax errors and repeated keys with their lines', () => {
    expect(problemsOf(['apps: [', 'x: 1'])[0]).toMatch(/^paceline\.yaml:\d: /);
    expect(problemsOf(['limits: {}', 'limits: {}'])).toEqual(['paceline.yaml:2: Map keys must be unique']);
    expect(problemsOf(['apps: *none'])).toHaveLength(1);
  });

  it('tells a file that is no mapping', () => {
    expect(problemsOf(['- apps'])).toEqual([
      'paceline.yaml:1: Invalid input: expected object, received array',
    ]);
  });

  it('tells names and keys that are there twice, without printing keys', () => {
    const lines = [
      ...anApp,
      '  - name: shop',
      '    keys: [pk_0123456789abcdef]',
      '    origins: ["*"]',
      'receivers:',
      '  - { name: pager, url: "http://a.example", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz }',
      '  - { name: pager, url: "http://a.example", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz }',
    ];
    expect(problemsOf(lines)).toEqual([
      'paceline.yaml:5 apps[1].name: there is another app "shop" above',
      'paceline.yaml:6 apps[1].keys[0]: this key stands above already',
      'paceline.yaml:10 receivers[1].name: there is another receiver "pager" above',
    ]);
  });

  it('keeps the name of the app that Paceline monitors itself with', () => {
    const lines = ['apps:', '  - name: paceline', '    keys: [pk_0123456789abcdef]', '    origins: ["*"]'];
    expect(problemsOf(lines)).toEqual([
      'paceline.yaml:2 apps[0].name: "paceline" is the app that Paceline monitors itself with: choose another name',
    ]);
  });

  it('tells what is wrong with budgets, beside what is wrong elsewhere', () => {
    const lines = [
      ...anApp,
      'budgets:',
      '  - { id: api-response-time, target: 250 }',
      '  - id: mine',
      '    metric: request.durations',
      '    statistic: p59',
      '    target: 1',
      '  - id: other',
      '    target: 1',
      '  - { id: cpu, receivers: [pagr], app: shp }',
      'receivers:',
      '  - { name: pager, url: "ftp://a.example", secret: whsec_c2hvcnQ= }',
    ];
    expect(problemsOf(lines)).toEqual([
      'paceline.yaml:8 budgets[1].metric: unknown metric "request.durations", did you mean "request.duration"?',
      expect.stringMatching(/^paceline\.yaml:9 budgets\[1\]\.statistic: .*, did you mean "p50"\?$/),
      expect.stringMatching(/^paceline\.yaml:11 budgets\[2\]\.metric: "metric" is missing: "other" is not/),
      expect.stringMatching(/^paceline\.yaml:11 budgets\[2\]\.statistic: "statistic" is missing/),
      'paceline.yaml:13 budgets[3].receivers[0]: there is no receiver "pagr", did you mean "pager"?',
      'paceline.yaml:13 budgets[3].app: there is no app "shp", did you mean "shop"?',
      'paceline.yaml:15 receivers[0].url: an address that begins with http:// or https://',
      'paceline.yaml:15 receivers[0].secret: "whsec_" and the base64 of at least 24 random bytes (Standard Webhooks)',
    ]);
  });

  it('tells what is wrong with tokens, without printing any', () => {
    const lines = [
      ...anApp,
      'tokens:',
      '  - { name: ci, token: pt_0123456789abcdef, apps: [shop, paceline], scopes: [read, samples, export, delete] }',
      '  - { name: ci, token: pt_0123456789abcdef, apps: [shpo], scopes: [reed] }',
      '  - { name: api-token, token: short, scopes: [] }',
      `  - { name: digest, sha256: ${createHash('sha256').update('pt_0123456789abcdef').digest('hex')}, scopes: [read] }`,
      '  - { name: half, sha256: abc, apps: [], scopes: [read] }',
      '  - { name: none, scopes: [read] }',
      '  - { name: both, token: pt_another_0123456789, sha256: abc, scopes: [read], scope: read }',
    ];
    expect(problemsOf(lines)).toEqual([
      expect.stringMatching(/^paceline\.yaml:7 tokens\[1\]\.scopes\[0\]: .*, did you mean "read"\?$/),
      'paceline.yaml:7 tokens[1].name: there is another token "ci" above',
      'paceline.yaml:7 tokens[1].token: this token stands above already',
      'paceline.yaml:7 tokens[1].apps[0]: there is no app "shpo", did you mean "shop"?',
      'paceline.yaml:8 tokens[2].token: a token of at least 16 characters',
      'paceline.yaml:8 tokens[2].scopes: at least one scope',
      'paceline.yaml:8 tokens[2].name: "api-token" is the name of PACELINE_API_TOKEN: choose another name',
      'paceline.yaml:9 tokens[3].sha256: this token stands above already',
      'paceline.yaml:10 tokens[4].sha256: the 64 hexadecimal digits of a SHA-256',
      'paceline.yaml:10 tokens[4].apps: at least one app; leave "apps" out for all',
      'paceline.yaml:11 tokens[5]: either "token" or "sha256" is needed, and not both',
      'paceline.yaml:12 tokens[6].sha256: the 64 hexadecimal digits of a SHA-256',
      'paceline.yaml:12 tokens[6].scope: unknown key "scope", did you mean "scopes"?',
      'paceline.yaml:12 tokens[6]: either "token" or "sha256" is needed, and not both',
      'paceline.yaml:12 tokens[6].sha256: this token stands above already',
    ]);
    expect(problemsOf(lines).join()).not.toContain('pt_');
  });

  it('knows the app that is there when the file names none', () => {
    const line = 'tokens: [{ name: ci, token: pt_0123456789abcdef, apps: [demo], scopes: [read] }]';
    expect(problemsOf([line])).toEqual([]);
    expect(problemsOf([line.replace('demo', 'shop')])).toEqual([
      'paceline.yaml:1 tokens[0].apps[0]: there is no app "shop"',
    ]);
  });

  it('fills in environment variables, and tells those that are not set once', () => {
    const lines = ['apps:', '  - name: shop', "    keys: ['${SHOP_KEY}']", '    origins: ["${SITE}"]'];
    const env = { SHOP_KEY: 'pk_0123456789abcdef', SITE: 'https://shop.example' };
    expect(parseFile(lines.join('\n'), 'paceline.yaml', env)).toMatchObject({
      ok: true,
      written: { apps: [{ keys: [env.SHOP_KEY], origins: [env.SITE] }] },
    });
    expect(problemsOf(lines, { SITE: env.SITE })).toEqual([
      'paceline.yaml:3 apps[0].keys[0]: the environment variable SHOP_KEY is not set',
    ]);
  });

  it('takes the keys of ingest and of what stands before collectors', () => {
    expect(
      problemsOf([
        ...anApp,
        '    sampleRate: 0.1',
        'ingest: { gatherMs: 0, duplicateWindowSeconds: 600, blockEvents: 10000 }',
        'trustedProxies: [192.0.2.1, 10.0.0.0/8, "2001:db8::/32"]',
        'countryHeader: CF-IPCountry',
      ]),
    ).toEqual([]);
  });

  it('tells what is wrong with them', () => {
    expect(
      problemsOf([
        ...anApp,
        '    sampleRate: 0',
        'ingest:',
        '  gatherMs: 1001',
        '  duplicateWindowSeconds: 599',
        '  blockEvents: 10001',
        '  gatherMS: 5',
        'trustedProxies:',
        '  - proxy.example',
        '  - 10.0.0.0/33',
        '  - 10.0.0.0/',
        'countryHeader: "country:"',
      ]),
    ).toEqual([
      'paceline.yaml:5 apps[0].sampleRate: Too small: expected number to be >0',
      'paceline.yaml:7 ingest.gatherMs: Too big: expected number to be <=1000',
      'paceline.yaml:8 ingest.duplicateWindowSeconds: Too small: expected number to be >=600',
      'paceline.yaml:9 ingest.blockEvents: Too big: expected number to be <=10000',
      'paceline.yaml:10 ingest.gatherMS: unknown key "gatherMS", did you mean "gatherMs"?',
      'paceline.yaml:12 trustedProxies[0]: an IP address, or a range such as "10.0.0.0/8"',
      'paceline.yaml:13 trustedProxies[1]: an IP address, or a range such as "10.0.0.0/8"',
      'paceline.yaml:14 trustedProxies[2]: an IP address, or a range such as "10.0.0.0/8"',
      'paceline.yaml:15 countryHeader: the name of a header such as "cf-ipcountry"',
    ]);
  });

  it.each(['*', 'https://shop.example:8443', 'https://*.shop.example', 'http://*.localhost:3000'])(
    'takes %s as an origin',
    (origin) => {
      expect(problemsOf([...anApp.slice(0, 3), `    origins: ['${origin}']`])).toEqual([]);
    },
  );

  it.each([
    'https://*shop.example',
    'https://*.*.example',
    '*.shop.example',
    'https://*',
    'https://a.*.example',
    'https://shop.example/',
    'https://shop.example/a',
    'shop.example',
    'https://Shop.example',
  ])('refuses %s as an origin', (origin) => {
    expect(problemsOf([...anApp.slice(0, 3), `    origins: ['${origin}']`])[0]).toContain(
      'origins[0]: an origin',
    );
  });
});
