import type { NameTable } from '../names/createNameTable.ts';
import { normaliseRoute } from './normaliseRoute.ts';

/** The template of `route`. One that is kept is a template already, and a template's template is itself. */
export function nameRoute(route: string, routes: NameTable, routeLength: number): string {
  return routes.has(route) ? route : normaliseRoute(route, routeLength);
}
