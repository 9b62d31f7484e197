import { normaliseRoute } from './normaliseRoute.ts';

/** The route of everything that does not fit any more. */
export const OTHER_ROUTE = '(other)';

/** A route that nobody used for so long makes room for a new one: after a deployment the old ones go. */
const FORGET_AFTER_MS = 24 * 60 * 60 * 1000;
/** How exactly the last use is known; finer would cost every event. */
const TOUCH_EVERY_MS = 60_000;

export interface RouteTable {
  /** The stored name of `route`: its template, or {@link OTHER_ROUTE} when the app has too many. */
  name(route: string, at: number): { readonly route: string; readonly folded: boolean };
}

interface Limits {
  readonly routesPerApp: number;
  readonly routeLength: number;
}

/** The routes of one app, as many as `routesPerApp`. In memory: each collector learns them by itself. */
export function createRouteTable({ routesPerApp, routeLength }: Limits): RouteTable {
  /** Time of last use by route, longest unused first. */
  const lastUsed = new Map<string, number>();

  function isKept(route: string, at: number): boolean {
    const used = lastUsed.get(route);
    if (used === undefined) {
      if (lastUsed.size >= routesPerApp && !makeRoom(at)) return false;
      lastUsed.set(route, at);
    } else if (at - used > TOUCH_EVERY_MS) {
      lastUsed.delete(route);
      lastUsed.set(route, at);
    }
    return true;
  }

  function makeRoom(at: number): boolean {
    for (const [route, used] of lastUsed) {
      if (at - used <= FORGET_AFTER_MS) return false;
      lastUsed.delete(route);
      return true;
    }
    return false;
  }

  return {
    name(raw, at) {
      // A route that is kept is a template already, and a template's template is itself.
      const route = lastUsed.has(raw) ? raw : normaliseRoute(raw, routeLength);
      if (route === OTHER_ROUTE) return { route, folded: false };
      return isKept(route, at) ? { route, folded: false } : { route: OTHER_ROUTE, folded: true };
    },
  };
}
