import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { page, sends, type Answer } from './site.ts';
import { eventually, useTestBed, type Tab } from './testBed.ts';

const bed = useTestBed();

const withPolicy =
  (policy: string, answer: Answer): Answer =>
  (response, request) => {
    response.setHeader('content-security-policy', policy);
    answer(response, request);
  };

/** Loaded by the parser, with the nonce of the page. */
const WORK = '<button id="work">Work</button><script src="/work.js" nonce="n"></script>';

/** Uses the page, leaves it, and expects that its own script worked and that nothing went wrong in it. */
const works = async (tab: Tab): Promise<void> => {
  await tab.click('#work');
  await tab.waitForFunction(() => document.title === 'worked');
  await tab.evaluate(() => window.paceline?.flush());
  await tab.goto(`${bed.site.origin}/blank`);
  expect(tab.errors).toEqual([]);
};

const serveWork = (): void =>
  bed.site.serve(
    '/work.js',
    sends('text/javascript', `work.onclick = () => { document.title = 'worked'; };`),
  );

const arrivedVitals = (): Promise<void> =>
  eventually(() => expect(bed.site.events('vital').map(({ name }) => name)).toContain('LCP'));

describe('a page with a strict policy', () => {
  const TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'";

  it.each([
    ['only scripts of its own origin', `script-src 'self'; ${TRUSTED}`, ''],
    [
      'only scripts with its nonce and what those load',
      `script-src 'nonce-n' 'strict-dynamic'; ${TRUSTED}`,
      '',
    ],
    ['only scripts with its nonce', `script-src 'nonce-n'; ${TRUSTED}`, ''],
    [
      'with attribution and tracing',
      `script-src 'nonce-n'; ${TRUSTED}`,
      'data-attribution data-trace-origins=""',
    ],
  ])('allows %s, and is measured without a violation', async (_, policy, tag) => {
    serveWork();
    const violations = `<script nonce="n">var violations = []; document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => violations.push(effectiveDirective + ' ' + blockedURI));</script>`;
    bed.site.serve(
      '/',
      withPolicy(
        `default-src 'none'; img-src data:; connect-src 'self'; ${policy}`,
        page(WORK, { tag: `nonce="n" ${tag}`, head: policy.includes('nonce') ? violations : '' }),
      ),
    );
    const tab = await bed.open('/');
    await tab.evaluate(() => fetch('/blank'));
    expect(await tab.evaluate('window.violations ?? []')).toEqual([]);
    await works(tab);
    await arrivedVitals();
    expect(bed.site.events('error')).toEqual([]);
  });

  it('is served with the integrity of the hashed file', async () => {
    serveWork();
    const code = await (await fetch(`${bed.site.origin}/${bed.site.hashedScript}`)).bytes();
    const integrity = `sha384-${createHash('sha384').update(code).digest('base64')}`;
    const script = `type="module" crossorigin src="/${bed.site.hashedScript}"`;
    bed.site.serve('/', page(WORK, { script, tag: `integrity="${integrity}"` }));
    await works(await bed.open('/'));
    await arrivedVitals();
    bed.site.arrivals.length = 0;
    const other = `sha384-${createHash('sha384').update('another file').digest('base64')}`;
    bed.site.serve('/wrong', page(WORK, { script, tag: `integrity="${other}"` }));
    const tab = await bed.visit('/wrong');
    await works(tab);
    expect(bed.site.arrivals).toEqual([]);
  });

  it('is measured by a collector of another origin that it allows', async () => {
    serveWork();
    bed.site.serve(
      '/',
      withPolicy(
        `default-src 'none'; img-src data:; script-src 'self' ${bed.site.otherOrigin}; connect-src ${bed.site.otherOrigin}`,
        page(WORK, { script: `src="${bed.site.otherOrigin}/paceline.js"` }),
      ),
    );
    await works(await bed.open('/'));
    await arrivedVitals();
    expect(bed.site.arrivals[0]?.headers.host).toBe(new URL(bed.site.otherOrigin).host);
  });

  it('does not let the SDK load its file, and works as before', async () => {
    serveWork();
    const hash = createHash('sha256').update(await (await fetch(`${bed.site.origin}/paceline.js`)).text());
    const policy = `script-src 'sha256-${hash.digest('base64')}' 'nonce-n'`;
    bed.site.serve('/', withPolicy(`default-src 'none'; ${policy}`, page(WORK)));
    await works(await bed.visit('/'));
    expect(bed.site.arrivals).toEqual([]);
  });

  it('does not let the SDK send, hears no violation of it, and keeps little', async () => {
    serveWork();
    bed.site.serve('/', withPolicy("default-src 'none'; img-src data:; script-src 'self'", page(WORK)));
    const tab = await bed.open('/');
    for (let n = 0; n < 15; n++)
      await tab.evaluate(() => {
        window.paceline?.measure('blocked', 1);
        return window.paceline?.flush();
      });
    await works(tab);
    await tab.goto(`${bed.site.origin}/blank`);
    const kept = await tab.evaluate(() => sessionStorage['paceline:k'] as string);
    expect((JSON.parse(kept) as unknown[]).length).toBeLessThanOrEqual(10);
    expect(kept).not.toContain('csp');
    expect(bed.site.arrivals).toEqual([]);
  });
});

it('leaves a page alone whose visitor blocks what it sends, or the SDK itself', async () => {
  serveWork();
  bed.site.serve('/', page(WORK));
  const tab = await bed.open('/');
  await bed.context.route('**/v1/events*', (route) => route.abort('blockedbyclient'));
  await tab.evaluate(async () => {
    for (let n = 0; n < 2000; n++) window.paceline?.measure('blocked', n, { text: 'x'.repeat(500) });
    await window.paceline?.flush();
  });
  await works(tab);
  const kept = await tab.evaluate(() => sessionStorage['paceline:k'] as string);
  expect(kept.length).toBeLessThan(10 * 50 * 1024);
  await bed.context.route('**/paceline*.js', (route) => route.abort('blockedbyclient'));
  await works(await bed.visit('/'));
  expect(bed.site.arrivals).toEqual([]);
});

const withoutStorage = (): void =>
  void Object.defineProperty(window, 'sessionStorage', {
    get: () => {
      throw new DOMException('no', 'SecurityError');
    },
  });
const frozen = (): void => {
  for (const { prototype } of [
    Object,
    Array,
    Function,
    Promise,
    Map,
    Set,
    Event,
    EventTarget,
    XMLHttpRequest,
    String,
  ])
    Object.freeze(prototype);
};
const fullStorage = (): void => {
  Storage.prototype.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
};

it.each<[string, () => void, boolean]>([
  ['no session storage', withoutStorage, true],
  ['a session storage that is full', fullStorage, true],
  ['frozen prototypes', frozen, true],
  ['a date that stands still', () => void (Date.now = () => 1_700_000_000_000), true],
  ['a clock that stands still', () => void (performance.now = () => 1000), true],
  [
    'a clock that throws',
    () => {
      performance.now = () => {
        throw new Error('no clock');
      };
    },
    false,
  ],
  ['no clock', () => void Object.defineProperty(window, 'performance', { value: undefined }), false],
  [
    'no secure random numbers',
    () => void Object.defineProperty(window, 'crypto', { value: undefined }),
    false,
  ],
  [
    'no performance observers',
    () => void Object.defineProperty(window, 'PerformanceObserver', { value: undefined }),
    false,
  ],
  ['no fetch', () => void Object.defineProperty(window, 'fetch', { value: undefined }), false],
  [
    'a fetch that throws',
    () =>
      void (window.fetch = () => {
        throw new Error('no');
      }),
    false,
  ],
  [
    'no navigation and connection',
    () => {
      for (const [object, name] of [
        [window, 'navigation'],
        [navigator, 'connection'],
      ] as const)
        Object.defineProperty(object, name, { value: undefined });
    },
    true,
  ],
])('works in a page with %s', async (_, script, isMeasured) => {
  serveWork();
  bed.site.serve('/', page(WORK, { tag: 'data-flush-every-ms="10"' }));
  const tab = await bed.visit('/', [script]);
  await tab.evaluate(() => {
    window.dispatchEvent(new Event('online'));
    window.paceline?.measure('a', 1);
  });
  await works(tab);
  if (isMeasured) await arrivedVitals();
});
