import type { TraceEvent } from './traceEvent.ts';

/** Work of the measured script on the main thread, in milliseconds of processor time, by what started it. */
export interface ScriptWork {
  readonly compile: number;
  readonly evaluate: number;
  readonly timers: number;
  /** Callbacks that the browser ran since it had nothing else to do. */
  readonly idle: number;
  readonly frames: number;
  readonly events: number;
  /** Callbacks of performance observers, and others that nothing above dispatches. */
  readonly observers: number;
  readonly microtasks: number;
}

export interface PageTrace {
  readonly work: ScriptWork;
  /** All of `work` but that in idle time: what the page or its visitor may have had to wait for. Each moment is counted once. */
  readonly startMs: number;
  /** The same by the clock: also the time in which other threads and processes had the processor. */
  readonly startWallMs: number;
  /** All of `work`. */
  readonly totalMs: number;
  /** Processor time of everything on the main thread: with the same page, what it differs by is the script's in any way. */
  readonly threadMs: number;
  /** Tasks longer than 50 ms by the clock that contain work of the script. */
  readonly longTasks: number;
  /** Times of the script's work, in milliseconds since the navigation started. */
  readonly spans: readonly { readonly startMs: number; readonly endMs: number }[];
  /** Styles and layouts that the script made the browser bring up to date in the middle of a call. */
  readonly layouts: number;
  readonly lcpMs: number;
  /** The slowest interaction: from the input to the next paint. */
  readonly inpMs: number;
}

export interface ReadTraceOptions {
  /** Address of the page. */
  readonly pageUrl: string;
  /** Whether work of this address is the measured script's; all but the page's own. */
  readonly isMeasured: (url: string) => boolean;
  /** How long after the load event work still belongs to the start. */
  readonly settleMs: number;
}

/**
 * Work that nothing on the page but the measured script asks for, whatever its address: counted whole, with what the browser does
 * around the call. The evaluation of a module is recorded without an address.
 */
const DISPATCHERS: Readonly<Record<string, keyof ScriptWork>> = {
  'v8.evaluateModule': 'evaluate',
  TimerFire: 'timers',
  // But for those that ran in idle time.
  FireIdleCallback: 'timers',
  FireAnimationFrame: 'frames',
  RunMicrotasks: 'microtasks',
};

/** Work that is the measured script's when it is of its address. */
const CODE: ReadonlySet<string> = new Set([
  'EvaluateScript',
  'v8.compile',
  'v8.compileModule',
  'FunctionCall',
]);

const COMPILATIONS: ReadonlySet<string> = new Set(['v8.compile', 'v8.compileModule']);

const LONG_TASK_MICROS = 50_000;

/**
 * Reads what a script cost the page's main thread from a recording of it: every piece of work from the start of the navigation
 * until some time after the load event, however it was started. What is put off to a timer or to a promise counts
 * like what runs at once; what runs in idle time is told apart.
 */
export function readTrace(
  events: readonly TraceEvent[],
  { pageUrl, isMeasured, settleMs }: ReadTraceOptions,
): PageTrace {
  const navigation = events.find(
    ({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL === pageUrl,
  );
  if (navigation === undefined) throw new Error(`the trace has no navigation to ${pageUrl}`);
  const thread = events
    .filter(({ pid, tid, ts }) => pid === navigation.pid && tid === navigation.tid && ts >= navigation.ts)
    // An event before those that it contains.
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const load = thread.find(
    ({ name, args }) => name === 'MarkLoad' && args?.data?.isOutermostMainFrame === true,
  );
  if (load === undefined) throw new Error(`the trace has no load event of ${pageUrl}`);
  const startup = thread.filter(({ ph, ts }) => ph === 'X' && ts <= load.ts + 1_000 * settleMs);
  const own = outermost(startup.filter((event) => isScripts(event, isMeasured)));
  const busy = own.filter((event) => !isIdle(event));
  const tasks = outermost(startup.filter(({ name }) => name === 'RunTask'));
  return {
    work: toWork(startup, own),
    startMs: sum(busy.map(processorMicros)) / 1_000,
    startWallMs: sum(busy.map(({ dur }) => dur ?? 0)) / 1_000,
    totalMs: sum(own.map(processorMicros)) / 1_000,
    threadMs: sum(tasks.map(processorMicros)) / 1_000,
    longTasks: tasks.filter(
      (task) => (task.dur ?? 0) > LONG_TASK_MICROS && own.some((event) => isWithin(event, task)),
    ).length,
    spans: own.map(({ ts, dur = 0 }) => ({
      startMs: (ts - navigation.ts) / 1_000,
      endMs: (ts + dur - navigation.ts) / 1_000,
    })),
    layouts: startup.filter(
      ({ name, ...event }) =>
        (name === 'Layout' || name === 'UpdateLayoutTree') && own.some((outer) => isWithin(event, outer)),
    ).length,
    lcpMs: toLcpMs(thread, navigation),
    inpMs: Math.max(
      0,
      ...thread
        .filter(({ name, ph, args }) => name === 'EventTiming' && ph === 'b' && !!args?.data?.interactionId)
        .map(({ args }) => args?.data?.duration ?? 0),
    ),
  };
}

function isScripts({ name, args }: TraceEvent, isMeasured: (url: string) => boolean): boolean {
  if (name in DISPATCHERS) return true;
  return CODE.has(name) && isMeasured(args?.data?.url ?? args?.fileName ?? '');
}

/** One that has waited too long is no idle work any more. */
function isIdle({ name, args }: TraceEvent): boolean {
  return name === 'FireIdleCallback' && args?.data?.timedOut !== true;
}

function toWork(startup: readonly TraceEvent[], own: readonly TraceEvent[]): ScriptWork {
  const work = {
    compile: 0,
    evaluate: 0,
    timers: 0,
    idle: 0,
    frames: 0,
    events: 0,
    observers: 0,
    microtasks: 0,
  };
  const compilations = startup.filter(({ name }) => COMPILATIONS.has(name));
  const dispatches = startup.filter(({ name }) => name === 'EventDispatch');
  for (const event of own) {
    const ms = processorMicros(event) / 1_000;
    const dispatcher = isIdle(event) ? 'idle' : DISPATCHERS[event.name];
    if (dispatcher !== undefined && dispatcher !== 'evaluate') work[dispatcher] += ms;
    else if (event.name === 'FunctionCall')
      work[dispatches.some((outer) => isWithin(event, outer)) ? 'events' : 'observers'] += ms;
    else {
      // Compilation is part of an evaluation, or comes before it.
      const compileMs = sum(
        compilations.filter((one) => isWithin(one, event)).map((one) => processorMicros(one) / 1_000),
      );
      work.compile += compileMs;
      work.evaluate += ms - compileMs;
    }
  }
  return work;
}

/** The last candidate before the first input. */
function toLcpMs(thread: readonly TraceEvent[], navigation: TraceEvent): number {
  const last = thread.findLast(
    ({ name, args }) =>
      name === 'largestContentfulPaint::Candidate' && args?.data?.isOutermostMainFrame === true,
  );
  return last === undefined ? Number.NaN : (last.ts - navigation.ts) / 1_000;
}

/** Those of some events of one thread, sorted by time, that are in no other of them. */
function outermost(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const outer: TraceEvent[] = [];
  for (const event of events) {
    const last = outer.at(-1);
    if (last === undefined || !isWithin(event, last)) outer.push(event);
  }
  return outer;
}

function isWithin(inner: Pick<TraceEvent, 'ts'>, outer: TraceEvent): boolean {
  return inner.ts >= outer.ts && inner.ts < outer.ts + (outer.dur ?? 0);
}

function processorMicros({ dur = 0, tdur = dur }: TraceEvent): number {
  return tdur;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
