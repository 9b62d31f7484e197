import type { Context } from '@paceline/protocol';
import { BROWSER_MAP, getParser, OS_MAP } from 'bowser';
import { LRUCache } from 'lru-cache';

/** What a user agent tells that is kept: too little to tell one visitor from another. */
export type Agent = Pick<Context, 'browser' | 'os' | 'device'>;

/** User agents are a few hundred characters; what is longer is made up. */
const LONGEST = 512;
const MOST_REMEMBERED = 2000;

/** Names that the browser SDK has for the same, see `sdk-browser/src/pageContext.ts`. */
const BROWSERS: ReadonlyMap<string, string> = new Map([
  ['Microsoft Edge', 'Edge'],
  ['Samsung Internet for Android', 'Samsung'],
  ['Chromium', 'Chrome'],
]);
const SYSTEMS: ReadonlyMap<string, string> = new Map([['Chrome OS', 'ChromeOS']]);
/** `bowser` takes any other name from the user agent, which may be anything. */
const KNOWN_BROWSERS = new Set(Object.values(BROWSER_MAP));
const KNOWN_SYSTEMS = new Set(Object.values(OS_MAP));
const DEVICES = ['desktop', 'mobile', 'tablet', 'bot'] as const;
const BOT = /bot|crawl|spider|headless|lighthouse/i;

/** Reads browser, system and class of device from user agents. The user agents themselves are not kept in what is stored. */
export function createUserAgentReader(): (userAgent: string) => Agent {
  const agents = new LRUCache<string, Agent>({ max: MOST_REMEMBERED });
  return function readUserAgent(userAgent) {
    const text = userAgent.slice(0, LONGEST);
    const known = agents.get(text);
    if (known !== undefined) return known;
    const agent = toAgent(text);
    agents.set(text, agent);
    return agent;
  };
}

function toAgent(userAgent: string): Agent {
  // That is an error to the parser.
  if (userAgent === '') return {};
  const { browser, os, platform } = getParser(userAgent).getResult();
  const device = BOT.test(userAgent) ? 'bot' : deviceOf(platform.type);
  return {
    ...(browser.name !== undefined && KNOWN_BROWSERS.has(browser.name)
      ? { browser: BROWSERS.get(browser.name) ?? browser.name }
      : {}),
    ...(os.name !== undefined && KNOWN_SYSTEMS.has(os.name) ? { os: SYSTEMS.get(os.name) ?? os.name } : {}),
    ...(device === undefined ? {} : { device }),
  };
}

function deviceOf(type: string | undefined): Agent['device'] {
  return DEVICES.find((device) => device === type);
}
