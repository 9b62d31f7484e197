import { MAX_ERRORS_PER_MINUTE, MAX_MESSAGE_LENGTH, MAX_NAME_LENGTH, MAX_STACK_LENGTH } from '../limits.ts';
import { listenTo, runLater } from '../page.ts';
import { recordEvent } from '../record.ts';
import { ingestUrl } from '../settings.ts';
import type { ReportedErrorEvent } from '../wire.ts';
import { withoutQueries } from '../withoutQueries.ts';

/** Errors of this minute. */
const seen = new Set<string>();

/**
 * Reports `thrown`; what is no error is named for its kind. Texts are cut, and URLs in them lose their queries. Errors that
 * are equal but for numbers are counted as one event, so that repeats are cheap; their variety is bounded.
 */
export const reportError = (kind: ReportedErrorEvent['kind'], thrown: unknown): void => {
  const error = (thrown ?? {}) as { name?: string | number; message?: unknown; stack?: string };
  const name = String(error.name || kind).slice(0, MAX_NAME_LENGTH);
  const message = withoutQueries(String(error.message ?? thrown)).slice(0, MAX_MESSAGE_LENGTH);
  const sameAs = kind + name + message.replace(/\d+/g, '');
  if (!seen.size) runLater(() => seen.clear(), 60_000);
  if (seen.size < MAX_ERRORS_PER_MINUTE || seen.has(sameAs)) {
    seen.add(sameAs);
    recordEvent(
      {
        type: 'error',
        kind,
        name,
        message,
        stack: error.stack && withoutQueries(error.stack).slice(0, MAX_STACK_LENGTH),
      },
      { isBad: true, sameAs },
    );
  }
};

/** Reports uncaught errors, unhandled rejections, resources that failed and violations of the page's content security policy. */
export function watchErrors(): void {
  seen.clear();
  listenTo(window, 'error', (event) => {
    const { error, message, target } = event as ErrorEvent;
    const { localName, src, href } = target as HTMLScriptElement & HTMLLinkElement;
    if (localName) reportError('resource', `${localName} ${src || href}`);
    else reportError('uncaught', error ?? message);
  });
  listenTo(window, 'unhandledrejection', (event) =>
    reportError('rejection', (event as PromiseRejectionEvent).reason),
  );
  listenTo(document, 'securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    if (!blockedURI.startsWith(ingestUrl())) reportError('csp', `${effectiveDirective} ${blockedURI}`);
  });
}
