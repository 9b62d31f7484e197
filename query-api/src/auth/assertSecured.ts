import type { OpenAPIHono } from '@hono/zod-openapi';

/**
 * Makes sure, when the API is made, that no route below `prefix` was added without saying which scope it needs.
 *
 * @throws {Error} naming the route
 */
export function assertSecured(api: OpenAPIHono, prefix: string): void {
  const secured = new Set(
    api.openAPIRegistry.definitions.flatMap((definition) =>
      definition.type === 'route' && definition.route.security !== undefined
        ? [
            `${definition.route.method.toUpperCase()} ${definition.route.path.replaceAll(/\{(.+?)\}/g, ':$1')}`,
          ]
        : [],
    ),
  );
  for (const { method, path } of api.routes) {
    if (!path.startsWith(prefix) || path.endsWith('*') || secured.has(`${method} ${path}`)) continue;
    throw new Error(`${method} ${path} does not say which scope it needs: make it of "...secured(scope)"`);
  }
}
