import { MAX_VISITED_ROUTES } from './limits.ts';
import { settings, toRoute } from './settings.ts';

let isNamed: string | undefined;
let path: string;
/** Routes that the page showed, and since when. */
let visits: { route: string; since: number }[];

export const startRoutes = (): void => {
  isNamed = settings.route;
  path = location.pathname;
  visits = [{ route: toRoute(isNamed ?? path), since: 0 }];
};

const add = (route: string): void => {
  if (visits.push({ route, since: performance.now() }) > MAX_VISITED_ROUTES) visits.shift();
};

/** Looks whether the address has changed. */
export const checkAddress = (): void => {
  if (path === location.pathname) return;
  path = location.pathname;
  if (!isNamed) add(toRoute(path));
};

/** The route that the page showed at `moment`, in milliseconds since navigation start, or shows now; the first known where that is forgotten. */
export const routeAt = (moment = Infinity): string =>
  visits.findLast(({ since }, index) => !index || since <= moment)!.route;

/** Names the route that the page shows from now on; its address does not name it any more. */
export const nameRoute = (template: string): void => {
  const route = toRoute(template);
  checkAddress();
  // A router that names the page that its address has named already says it better.
  if (isNamed) add(route);
  else visits.at(-1)!.route = route;
  isNamed = route;
};
