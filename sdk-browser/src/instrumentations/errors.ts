import type { Page } from '../page.ts';
import { MAX_ERRORS_PER_MINUTE } from '../limits.ts';
import { toErrorEvent } from '../toErrorEvent.ts';
import type { ReportedErrorEvent } from '../wire.ts';

/** Watches uncaught errors, unhandled rejections and resources that failed; returns how to report a handled one. */
export function watchErrors(page: Page): (error: unknown) => void {
  let minute = 0;
  const seen = new Set<string>();
  const report = (kind: ReportedErrorEvent['kind'], error: unknown, name?: string): void => {
    const event = toErrorEvent(kind, error, name);
    const now = Math.floor(performance.now() / 60_000);
    if (now !== minute) seen.clear();
    minute = now;
    // Repeats are cheap, since the queue counts them in one event; it is variety that must be bounded.
    if (seen.size >= MAX_ERRORS_PER_MINUTE && !seen.has(event.fingerprint)) return;
    seen.add(event.fingerprint);
    page.record(event);
  };

  page.listen(window, 'error', (event) => {
    if (event instanceof ErrorEvent) report('uncaught', event.error ?? event.message);
    else if (event.target instanceof Element) {
      const { localName, src, href } = event.target as HTMLScriptElement & HTMLLinkElement;
      report('resource', `${localName} ${src || href}`, 'ResourceError');
    }
  });
  page.listen(window, 'unhandledrejection', (event) =>
    report('rejection', (event as PromiseRejectionEvent).reason),
  );
  return (error) => report('handled', error);
}
