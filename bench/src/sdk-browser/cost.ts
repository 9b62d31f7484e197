import { createRandom } from '../createRandom.ts';
import type { Figures } from '../figures.ts';
import { say } from '../say.ts';
import { buildEntries } from './buildEntries.ts';
import { launchMeasured } from './cost/launchMeasured.ts';
import { reserveCore } from './cost/reserveCore.ts';
import { serveShop } from './cost/serveShop.ts';
import { toCostFigures, type Round } from './cost/toCostFigures.ts';
import {
  NOTHING,
  NOTHING_AGAIN,
  PACELINE,
  PACELINE_BUNDLED,
  PACELINE_LOADER,
  toVariants,
} from './cost/toVariants.ts';
import { visit, type Visit } from './cost/visit.ts';
import { installPeers } from './installPeers.ts';
import { PEER_NAMES, type PeerName } from './peers.ts';

const WEB_VITALS: PeerName = 'web-vitals';

interface Extent {
  readonly peers: readonly PeerName[];
  /** What each round visits. */
  readonly rounds: readonly (readonly string[])[];
  /** No visit begins that would end later than this. */
  readonly withinSeconds: number;
}

/** Visited in each round of a full run. */
const COMPARED = [NOTHING, NOTHING_AGAIN, PACELINE, WEB_VITALS];

const FULL: Extent = {
  peers: PEER_NAMES,
  rounds: Array.from({ length: 20 }, (_, index) =>
    index % 5 === 0
      ? [...new Set([...COMPARED, PACELINE_LOADER, PACELINE_BUNDLED, ...PEER_NAMES])]
      : COMPARED,
  ),
  withinSeconds: Infinity,
};

/** The ratio has the rounds that are left; two more peers are there to tell that they can be measured. */
const QUICK: Extent = {
  peers: [WEB_VITALS, 'elastic-apm-rum', 'sentry'],
  rounds: [
    COMPARED,
    ['elastic-apm-rum', 'sentry'],
    ...Array.from({ length: 20 }, () => [PACELINE, WEB_VITALS]),
  ],
  withinSeconds: 54,
};

/**
 * What the browser SDK costs a page's main thread on a device that is four times slower: a page of text, pictures, a style and a
 * script is visited with Paceline, with each peer and with neither, in rounds of shuffled order. Also what the page's largest
 * contentful paint and the answer to a click differ by.
 */
export async function benchSdkBrowserCost({ quick }: { quick: boolean }): Promise<Figures> {
  const { peers, rounds: wanted, withinSeconds } = quick ? QUICK : FULL;
  const folder = await installPeers();
  const startedAt = performance.now();
  const entries = await buildEntries();
  const core = reserveCore();
  if (!core.isReserved) say('No processor can be reserved for the main thread: figures will scatter.');
  const { shop, variants } = await serveShop((origin) => toVariants({ origin, entries, folder, peers }));
  const browser = await launchMeasured();
  const random = createRandom(Date.now());
  const rounds: Round[] = [];
  let longestMs = 0;
  try {
    for (const names of wanted) {
      const round: Record<string, Visit> = {};
      for (const name of shuffled(names, random)) {
        const visitedAt = performance.now();
        if (visitedAt - startedAt + longestMs > 1_000 * withinSeconds) break;
        const variant = variants.find((one) => one.name === name);
        if (variant === undefined) throw new Error(`there is no page with ${name}`);
        round[name] = await visit({ browser, core, origin: shop.origin, variant });
        longestMs = Math.max(longestMs, performance.now() - visitedAt);
      }
      if (Object.keys(round).length === 0) break;
      rounds.push(round);
      say(`round ${rounds.length}: ${toLine(round)}`);
    }
    for (const variant of variants)
      if (shop.sentBy(variant) > 0) say(`${variant.name} sent ${shop.sentBy(variant)} requests`);
  } finally {
    await browser.close();
    await shop.close();
    core.release();
  }
  return toCostFigures(rounds);
}

function shuffled(names: readonly string[], random: () => number): readonly string[] {
  return names
    .map((name) => ({ name, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ name }) => name);
}

function toLine(round: Round): string {
  return Object.entries(round)
    .map(([name, { startMs, longTasks }]) => `${name} ${startMs.toFixed(1)}${'!'.repeat(longTasks)}`)
    .join(', ');
}
