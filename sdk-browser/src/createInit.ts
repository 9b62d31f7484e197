import { guarded, takeSpentMs } from './guarded.ts';
import type { BaseHandle } from './handle.ts';
import type { Options } from './options.ts';
import { flushAll, forgetWaiting, isAnyWaiting, startPageView } from './outbox.ts';
import { catchUp, listenTo, startPage, stopPage, whenIdle } from './page.ts';
import './platform.ts';
import { drawSample, recordEvent } from './record.ts';
import { checkAddress, nameRoute, startRoutes } from './routeHistory.ts';
import { forgetKept, resend, takeLost } from './sender.ts';
import { addContext, applySettings, setHasConsent, isRunning, setNotRunning } from './settings.ts';

/** Compressed bytes of the SDK: the build puts them in. */
declare const SDK_BYTES: number;

let hasWarned = false;

/** Sends the last values of everything. */
const leave = (): void => {
  catchUp();
  if (isAnyWaiting())
    recordEvent({
      type: 'sdk',
      mainThreadMs: takeSpentMs(),
      bytes: typeof SDK_BYTES === 'number' ? SDK_BYTES : undefined,
      lostBeacons: takeLost(),
    });
  void flushAll(true);
};

const leaveOrResend = (): void => (document.hidden ? leave() : void resend());

/**
 * The `init` of an entry that measures what `startWatching` watches, and has `moreMethods` on its handle. It never throws. Called
 * again while it runs, it warns once. It measures nothing on a server, with a sample rate of 0, or for a visitor who sends
 * Global Privacy Control: the methods of its handle then do nothing.
 */
export function createInit<Methods extends object>(
  startWatching: () => void,
  moreMethods: Methods,
): (options: Options) => BaseHandle & Methods {
  const start = guarded((options: Options) => {
    applySettings(options);
    startPage();
    startPageView();
    startRoutes();
    drawSample();
    whenIdle(() => {
      listenTo(window, 'pageshow', (event) => {
        if ((event as PageTransitionEvent).persisted) startPageView();
      });
      listenTo(window, 'online', leaveOrResend);
      // Where the browser has it.
      listenTo(window.navigation, 'currententrychange', checkAddress);
    });
    // After the listeners of web-vitals, which are on the window and so come first: their last values go along.
    listenTo(document, 'visibilitychange', leaveOrResend);
    // Leaving a visible page hides it after `pagehide`, so there only a page that was hidden before is asked.
    listenTo(window, 'pagehide', leaveOrResend);
    startWatching();
  });
  const handle: BaseHandle & Methods = {
    stop: guarded(() => {
      leave();
      stopPage();
      setNotRunning();
    }),
    flush: () => flushAll(),
    measure: guarded((name, value, attributes) => recordEvent({ type: 'measure', name, value, attributes })),
    setRoute: guarded(nameRoute),
    setContext: guarded(addContext),
    setConsent: guarded((isGiven) => {
      setHasConsent(isGiven);
      if (isGiven) void flushAll();
      else {
        forgetWaiting();
        forgetKept();
        delete sessionStorage['paceline'];
      }
    }),
    ...moreMethods,
  };

  return (options) => {
    if (typeof document === 'undefined') return handle;
    if (isRunning) {
      // oxlint-disable-next-line no-console -- the one thing that the developer of the page must hear
      if (!hasWarned) console.warn('Paceline runs already');
      hasWarned = true;
    } else if (
      // From a tag it is text.
      Number(options.sampleRate) !== 0 &&
      !navigator.globalPrivacyControl
    )
      start(options);
    return handle;
  };
}
