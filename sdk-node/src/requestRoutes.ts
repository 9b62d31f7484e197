/** Route templates by Node request, as routers told them. Requests that are gone take theirs along. */
const routes = new WeakMap<object, string>();

/**
 * Names the route of a request: `setRoute(request, '/orders/:id')`, where `request` is Node's
 * `IncomingMessage`. For routers that the SDK does not know.
 */
export function setRoute(request: object, route: string): void {
  if (typeof request === 'object' && request !== null && typeof route === 'string' && route !== '') {
    routes.set(request, route);
  }
}

/** The route that {@link setRoute} gave to a request. */
export function routeOf(request: object): string | undefined {
  return routes.get(request);
}
