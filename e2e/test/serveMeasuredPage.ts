import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the page itself saw of one view, by its own observers. */
export interface SeenByPage {
  readonly LCP: number;
  readonly FCP: number;
  readonly TTFB: number;
  readonly LOAD: number;
  readonly CLS: number;
  readonly INP: number;
}

/** Observers of the page's own, which know nothing of Paceline. */
const OBSERVERS = `
  const seen = (window.seen = { LCP: 0, FCP: 0, CLS: 0, INP: 0 });
  const observe = (type, options, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  observe('largest-contentful-paint', {}, (entry) => (seen.LCP = entry.startTime));
  observe('paint', {}, (entry) => entry.name === 'first-contentful-paint' && (seen.FCP = entry.startTime));
  observe('layout-shift', {}, (entry) => entry.hadRecentInput || (seen.CLS += entry.value));
  observe('event', { durationThreshold: 16 }, (entry) => entry.interactionId && (seen.INP = Math.max(seen.INP, entry.duration)));
`;

/** One click that keeps the page busy for as long as the address says, so that there is an interaction to measure. */
const BUSY = `
  document.querySelector('button').addEventListener('click', () => {
    const until = performance.now() + Number(new URL(location.href).searchParams.get('busy'));
    while (performance.now() < until);
    document.querySelector('output').textContent = 'done';
  });
  setTimeout(() => (document.querySelector('#late').style.height = '120px'), 60);
`;

/** A page of another origin than Paceline's, with the script tag that `paceline up` prints. */
export async function serveMeasuredPage({ url, key }: { url: string; key: string }) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page.example');
    if (!pathname.startsWith('/articles/')) {
      response.writeHead(404).end();
      return;
    }
    // A server that thinks for a while: views differ, as they do for real visitors.
    setTimeout(
      () => {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(`<!doctype html><title>Article</title>
<script>${OBSERVERS}</script>
<script async src="${url}/paceline.js" data-key="${key}" data-release="1.4.0"></script>
<div id="late"></div><h1 style="font-size: 60px">A headline, the largest thing on the page</h1>
<button>Work</button> <output></output><script>${BUSY}</script>`);
      },
      Number(searchParams.get('think') ?? 0),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
