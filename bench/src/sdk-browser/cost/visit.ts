import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { ReservedCore } from './reserveCore.ts';
import { readTrace, type PageTrace } from './readTrace.ts';
import { BUTTON, PAGE_FILES } from './shopPage.ts';
import { TRACE_CATEGORIES, type TraceEvent } from './traceEvent.ts';
import type { Variant } from './variant.ts';

/** How much slower than this machine: about a phone of the middle class. */
const THROTTLING = 4;

/** How long after the load event a script may still be starting. */
const SETTLE_MS = 3_000;

const CLICKS = 3;

/** Between clicks, and after the last: until everything of a click is painted. */
const CLICK_PAUSE_MS = 200;

export interface Visit extends PageTrace {
  /** As `longTasks`, but as the page's own observer saw them. */
  readonly observedLongTasks: number;
}

export interface VisitOptions {
  readonly browser: Browser;
  readonly core: ReservedCore;
  /** Of the shop; see `serveShop`. */
  readonly origin: string;
  readonly variant: Variant;
}

/**
 * Visits the page with one script in a context of its own, so with no code and no file in any cache: waits until it has loaded
 * and the script has settled, clicks, and reads what both cost from a recording.
 */
export async function visit({ browser, core, origin, variant }: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1_000, height: 800 } });
  try {
    const page = await context.newPage();
    // The renderer of this origin is there before it is slowed down and recorded: starting it is nobody's cost.
    await page.goto(`${origin}/empty`);
    await browser.startTracing(page, { categories: TRACE_CATEGORIES });
    const session = await context.newCDPSession(page);
    await core.giveToPage();
    await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLING });
    await untilItRuns(page);
    const pageUrl = `${origin}/pages/${variant.name}`;
    await page.goto(pageUrl, { waitUntil: 'load', timeout: 60_000 });
    await sleep(SETTLE_MS);
    for (let click = 0; click < CLICKS; click += 1) {
      await page.mouse.click(BUTTON.x, BUTTON.y);
      await sleep(CLICK_PAUSE_MS);
    }
    const observed = await readLongTasks(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const recording = await browser.stopTracing();
    const { traceEvents } = JSON.parse(recording.toString()) as { traceEvents: readonly TraceEvent[] };
    const trace = readTrace(traceEvents, {
      pageUrl,
      settleMs: SETTLE_MS,
      isMeasured: (url) => isMeasured(url, origin),
    });
    return {
      ...trace,
      observedLongTasks: observed.filter(({ startMs, endMs }) =>
        trace.spans.some((span) => span.startMs < endMs && span.endMs > startMs),
      ).length,
    };
  } finally {
    await context.close();
  }
}

/** A page that has just been slowed down may stand still for a second or two, and not at once: see `reserveCore`. */
async function untilItRuns(page: Page): Promise<void> {
  for (let prompt = 0; prompt < 2;) {
    await sleep(60);
    const askedAt = performance.now();
    await page.evaluate('1');
    prompt = performance.now() - askedAt < 200 ? prompt + 1 : 0;
  }
}

/** All code but that of the page itself, and of the tools that drive it, which has no address. */
function isMeasured(url: string, origin: string): boolean {
  if (url.startsWith('blob:')) return true;
  if (!url.startsWith(`${origin}/`)) return false;
  const { pathname } = new URL(url);
  return PAGE_FILES[pathname] === undefined && !pathname.startsWith('/pages/');
}

async function readLongTasks(page: Page): Promise<readonly { startMs: number; endMs: number }[]> {
  const tasks = await page.evaluate<readonly (readonly [number, number])[]>('window.longTasks');
  return tasks.map(([startMs, durationMs]) => ({ startMs, endMs: startMs + durationMs }));
}
