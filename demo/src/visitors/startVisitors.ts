import { chromium } from 'playwright-core';
import { popularProduct } from './popularProduct.ts';
import { shopOnce } from './shopOnce.ts';

export interface Visitors {
  close(): Promise<void>;
}

export interface BrowserVisitorsOptions {
  readonly url: string;
  readonly chromiumPath: string;
  /** Tabs that shop at the same time. */
  readonly count: number;
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

const CHROMIUM_ARGUMENTS = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** What people come with; a headless Chromium names itself otherwise, and would be counted as a bot. */
const DEVICES = [
  {
    viewport: { width: 1440, height: 900 },
    userAgent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  },
  {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    userAgent:
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  },
];

/** Headless Chromium visits the shop again and again. A visitor comes back with a warm cache three times, then a new one comes. */
export async function startBrowserVisitors({
  url,
  chromiumPath,
  count,
  random,
  onError,
}: BrowserVisitorsOptions): Promise<Visitors> {
  const sandboxless = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    // Its own handlers would end this whole process, and nothing would be drained.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...CHROMIUM_ARGUMENTS, ...sandboxless],
  });
  const stop = new AbortController();
  const visitor = async (index: number) => {
    while (!stop.signal.aborted) {
      const context = await browser.newContext(DEVICES[index % DEVICES.length]);
      try {
        const page = await context.newPage();
        for (let visit = 0; visit < 3 && !stop.signal.aborted; visit += 1) await shopOnce(page, url, random);
      } catch (error) {
        if (!stop.signal.aborted) onError(error);
      } finally {
        await context.close().catch(() => undefined);
      }
    }
  };
  const visits = Promise.all(Array.from({ length: count }, (_, index) => visitor(index)));
  return {
    async close() {
      stop.abort();
      await browser.close();
      await visits.catch(() => undefined);
    },
  };
}

/** Plain HTTP clients that ask the shop's server, at about `requestsPerSecond`. */
export function startHttpVisitors({
  url,
  requestsPerSecond,
  random,
}: {
  url: string;
  requestsPerSecond: number;
  random: () => number;
}): Visitors {
  const inFlight = new Set<Promise<void>>();
  const ask = async () => {
    const choice = random();
    // Some ask for products that are not there.
    const id = popularProduct(random, 220);
    const order = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ productIds: [id] }),
    };
    const answer =
      choice < 0.5
        ? await fetch(`${url}/api/products/${id}`)
        : choice < 0.8
          ? await fetch(
              `${url}/api/search?q=${['oak', 'steel', 'lamp', 'mug', 'small rooms'][id % 5] ?? 'oak'}`,
            )
          : choice < 0.95
            ? await fetch(`${url}/products/${id}`)
            : await fetch(`${url}/api/orders`, order);
    await answer.arrayBuffer();
  };
  const timer = setInterval(() => {
    const request = ask()
      .catch(() => undefined)
      .finally(() => inFlight.delete(request));
    inFlight.add(request);
  }, 1000 / requestsPerSecond);
  return {
    async close() {
      clearInterval(timer);
      await Promise.all(inFlight);
    },
  };
}
