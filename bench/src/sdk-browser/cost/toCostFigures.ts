import type { Figures } from '../../figures.ts';
import { median } from '../../median.ts';
import { rounded } from '../../rounded.ts';
import { PEER_NAMES } from '../peers.ts';
import { medianInterval } from './medianInterval.ts';
import type { ScriptWork } from './readTrace.ts';
import { NOTHING, NOTHING_AGAIN, PACELINE, PACELINE_BUNDLED, PACELINE_LOADER } from './toVariants.ts';
import type { Visit } from './visit.ts';

/** The visits of one round, by the name of what was visited. */
export type Round = Readonly<Record<string, Visit>>;

const WEB_VITALS = 'web-vitals';

/** Medians over rounds; what is compared is compared within each round. Milliseconds, at 4x throttling. */
export function toCostFigures(rounds: readonly Round[]): Figures {
  return {
    // What the page may have had to wait for, and beside it all, with what ran while the page had nothing to do.
    ...toRatioFigures(rounds, 'start', ({ startMs }) => startMs),
    ...toRatioFigures(rounds, 'total', ({ totalMs }) => totalMs),
    ...toWorkFigures(visitsOf(rounds, PACELINE)),
    startWallMs4x: rounded(median(visitsOf(rounds, PACELINE).map((visit) => visit.startWallMs))),
    ...ofOtherWay('loaderStartMs4x', visitsOf(rounds, PACELINE_LOADER)),
    ...ofOtherWay('bundledStartMs4x', visitsOf(rounds, PACELINE_BUNDLED)),
    // What the page itself is charged with by mistake; it should be nothing.
    nothingMs4x: rounded(median(visitsOf(rounds, NOTHING).map((visit) => visit.startMs))),
    threadDeltaMs4x: rounded(
      median(pairs(rounds, PACELINE, NOTHING, (one, base) => one.threadMs - base.threadMs)),
    ),
    longTasks: longTasksOf(visitsOf(rounds, PACELINE)),
    layouts: visitsOf(rounds, PACELINE).reduce((sum, visit) => sum + visit.layouts, 0),
    ...toDeltaFigures(rounds, 'lcp', (visit) => visit.lcpMs),
    ...toDeltaFigures(rounds, 'inp', (visit) => visit.inpMs),
    rounds: rounds.length,
    peers: ofPeers(rounds, (visits) => rounded(median(visits.map((visit) => visit.startMs)))),
    peerTotals: ofPeers(rounds, (visits) => rounded(median(visits.map((visit) => visit.totalMs)))),
    peerLongTasks: ofPeers(rounds, (visits) => rounded(longTasksOf(visits) / visits.length)),
  };
}

/** How Paceline's time compares with that of web-vitals, visit by visit, and both. */
function toRatioFigures(
  rounds: readonly Round[],
  name: string,
  msOf: (visit: Visit) => number,
): Record<string, number> {
  const ratio = medianInterval(pairs(rounds, PACELINE, WEB_VITALS, (one, base) => msOf(one) / msOf(base)));
  return {
    [`${name}RatioToWebVitals`]: rounded(ratio.median),
    [`${name}RatioLow`]: rounded(ratio.low),
    [`${name}RatioHigh`]: rounded(ratio.high),
    [`${name}Ms4x`]: rounded(median(visitsOf(rounds, PACELINE).map(msOf))),
    [`${name}WebVitalsMs4x`]: rounded(median(visitsOf(rounds, WEB_VITALS).map(msOf))),
  };
}

/** A quick run leaves these out. */
function ofOtherWay(figure: string, visits: readonly Visit[]): Record<string, number> {
  return visits.length === 0 ? {} : { [figure]: rounded(median(visits.map((visit) => visit.startMs))) };
}

/** What starts Paceline's work: the medians of the parts. */
function toWorkFigures(visits: readonly Visit[]): Record<string, number> {
  const parts = Object.keys(visits[0]?.work ?? {}) as readonly (keyof ScriptWork)[];
  return Object.fromEntries(
    parts.map((part) => [`${part}Ms4x`, rounded(median(visits.map(({ work }) => work[part])))]),
  );
}

/** How much later or slower the page is with Paceline, beside what the same page differs by from itself. */
function toDeltaFigures(
  rounds: readonly Round[],
  name: string,
  msOf: (visit: Visit) => number,
): Record<string, number> {
  const minus = (one: Visit, base: Visit) => msOf(one) - msOf(base);
  const delta = medianInterval(pairs(rounds, PACELINE, NOTHING, minus));
  const noise = medianInterval(pairs(rounds, NOTHING_AGAIN, NOTHING, minus));
  return {
    [`${name}DeltaMs`]: rounded(delta.median),
    [`${name}DeltaLowMs`]: rounded(delta.low),
    [`${name}DeltaHighMs`]: rounded(delta.high),
    [`${name}NoiseMs`]: rounded(noise.median),
    [`${name}NoiseLowMs`]: rounded(noise.low),
    [`${name}NoiseHighMs`]: rounded(noise.high),
    [`${name}NothingMs`]: rounded(median(visitsOf(rounds, NOTHING).map(msOf))),
  };
}

function pairs(
  rounds: readonly Round[],
  name: string,
  baseName: string,
  compare: (one: Visit, base: Visit) => number,
): readonly number[] {
  return rounds.flatMap(({ [name]: one, [baseName]: base }) =>
    one === undefined || base === undefined ? [] : [compare(one, base)],
  );
}

function visitsOf(rounds: readonly Round[], name: string): readonly Visit[] {
  return rounds.flatMap(({ [name]: visit }) => (visit === undefined ? [] : [visit]));
}

/** By the recording or by the page's own observer: whichever saw more, visit by visit. */
function longTasksOf(visits: readonly Visit[]): number {
  return visits.reduce((sum, visit) => sum + Math.max(visit.longTasks, visit.observedLongTasks), 0);
}

function ofPeers(
  rounds: readonly Round[],
  toFigure: (visits: readonly Visit[]) => number,
): Record<string, number> {
  return Object.fromEntries(
    PEER_NAMES.flatMap((name) => {
      const visits = visitsOf(rounds, name);
      return visits.length === 0 ? [] : [[name, toFigure(visits)]];
    }),
  );
}
