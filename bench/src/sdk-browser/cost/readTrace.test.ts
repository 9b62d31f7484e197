import { describe, expect, it } from 'vitest';
import { readTrace } from './readTrace.ts';
import type { TraceEvent } from './traceEvent.ts';

const PAGE = 'http://shop.example/';
const SCRIPT = 'http://shop.example/sdk.js';

/** An event of the page's main thread; times in milliseconds since the navigation. */
function anEvent(
  name: string,
  atMs: number,
  durationMs: number,
  args: NonNullable<TraceEvent['args']> = {},
): TraceEvent {
  return { name, ph: 'X', pid: 1, tid: 1, ts: 1_000 * atMs, dur: 1_000 * durationMs, args };
}

const ofScript = { data: { url: SCRIPT } };

function read(...events: readonly TraceEvent[]) {
  return readTrace(
    [
      anEvent('navigationStart', 0, 0, { data: { documentLoaderURL: PAGE } }),
      anEvent('MarkLoad', 1_000, 0, { data: { isOutermostMainFrame: true } }),
      ...events,
    ],
    { pageUrl: PAGE, isMeasured: (url) => url === SCRIPT, settleMs: 3_000 },
  );
}

function aPaint(atMs: number): TraceEvent {
  const args = { data: { isOutermostMainFrame: true } };
  return { ...anEvent('largestContentfulPaint::Candidate', atMs, 0, args), ph: 'R' };
}

function anInteraction(interactionId: number, duration: number): TraceEvent {
  return { ...anEvent('EventTiming', 2_000, 0, { data: { interactionId, duration } }), ph: 'b' };
}

describe('readTrace', () => {
  it('counts what is in each other once', () => {
    const { startMs, work } = read(
      anEvent('EvaluateScript', 10, 20, ofScript),
      anEvent('v8.compile', 10, 5, { fileName: SCRIPT }),
      anEvent('FunctionCall', 20, 3, ofScript),
      anEvent('RunMicrotasks', 25, 2),
    );
    expect(startMs).toBe(20);
    expect(work).toMatchObject({ compile: 5, evaluate: 15, microtasks: 0 });
  });

  it('counts what is put off to timers, frames, promises and observers, and tells apart what runs in idle time', () => {
    const { startMs, totalMs, work } = read(
      anEvent('FireIdleCallback', 100, 30),
      anEvent('FunctionCall', 101, 28, ofScript),
      anEvent('TimerFire', 200, 11),
      anEvent('FireAnimationFrame', 300, 2),
      anEvent('RunMicrotasks', 400, 7),
      anEvent('FunctionCall', 500, 5, ofScript),
      anEvent('EventDispatch', 600, 9),
      anEvent('FunctionCall', 601, 4, ofScript),
    );
    expect(startMs).toBe(29);
    expect(totalMs).toBe(59);
    expect(work).toMatchObject({ idle: 30, timers: 11, frames: 2, microtasks: 7, observers: 5, events: 4 });
  });

  it('counts an idle callback that has waited too long like a timer', () => {
    const { startMs, work } = read(anEvent('FireIdleCallback', 100, 30, { data: { timedOut: true } }));
    expect(startMs).toBe(30);
    expect(work).toMatchObject({ idle: 0, timers: 30 });
  });

  it('counts the evaluation of a module, which is recorded without its address', () => {
    const { startMs, work } = read(
      anEvent('v8.compileModule', 10, 1, { fileName: SCRIPT }),
      anEvent('v8.evaluateModule', 20, 13),
    );
    expect(startMs).toBe(14);
    expect(work).toMatchObject({ compile: 1, evaluate: 13 });
  });

  it('counts neither the work of the page, nor of other threads, nor what comes after the script has settled', () => {
    const { startMs } = read(
      anEvent('EvaluateScript', 10, 20, { data: { url: `${PAGE}page.js` } }),
      { ...anEvent('TimerFire', 50, 20), tid: 2 },
      { ...anEvent('EvaluateScript', 70, 20, ofScript), pid: 2 },
      anEvent('TimerFire', 4_001, 20),
    );
    expect(startMs).toBe(0);
  });

  it('takes the time in which the thread had a processor', () => {
    const { startMs, startWallMs } = read({ ...anEvent('TimerFire', 10, 20), tdur: 12_000 });
    expect(startMs).toBe(12);
    expect(startWallMs).toBe(20);
  });

  it('tells long tasks with work of the script, and layouts in its calls', () => {
    const { longTasks, layouts } = read(
      anEvent('RunTask', 0, 60),
      anEvent('EvaluateScript', 10, 5, ofScript),
      anEvent('Layout', 12, 1),
      anEvent('RunTask', 100, 60),
      anEvent('Layout', 110, 10),
      anEvent('RunTask', 200, 40),
      anEvent('TimerFire', 200, 40),
    );
    expect(longTasks).toBe(1);
    expect(layouts).toBe(1);
  });

  it('reads the last largest contentful paint and the slowest interaction', () => {
    const { lcpMs, inpMs } = read(
      aPaint(300),
      aPaint(500),
      anInteraction(7, 30),
      anInteraction(8, 40),
      anInteraction(0, 90),
    );
    expect(lcpMs).toBe(500);
    expect(inpMs).toBe(40);
  });
});
