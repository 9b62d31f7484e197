import type { OpenAPIHono } from '@hono/zod-openapi';

/** The API's description of itself: an OpenAPI 3.1 document. */
export type Description = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

export type Operation = NonNullable<NonNullable<Description['paths']>[string]['get']>;
type Schemas = NonNullable<NonNullable<Description['components']>['schemas']>;
export type Schema = Schemas[string];
export type Answer = NonNullable<NonNullable<Description['components']>['responses']>[string];

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

/** One operation with where it is. */
export interface Endpoint {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
  /** Names it within a page. */
  readonly id: string;
}

/** Endpoints under one heading. */
export interface EndpointGroup {
  readonly name: string;
  readonly description: string;
  readonly endpoints: readonly Endpoint[];
}

/** What is said of a value; of one with a schema of its own, it stands beside the reference to that. */
export function descriptionOf(schema: Schema): string {
  if ('$ref' in schema) return '';
  return schema.description ?? schema.allOf?.map(descriptionOf).find((text) => text !== '') ?? '';
}

/** The parts of `allOf` that say what a value is, and not only what it is about. */
export function partsOf(parts: readonly Schema[]): readonly Schema[] {
  return parts.filter((part) => Object.keys(part).some((key) => key !== 'description'));
}

/** Every operation, in the order in which tags and paths are described; what has no tag comes last. */
export function groupEndpoints({ paths = {}, tags = [] }: Description): readonly EndpointGroup[] {
  const endpoints = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): readonly Endpoint[] => {
      const operation = item[method];
      if (operation === undefined) return [];
      return [{ method, path, operation, id: operation.operationId ?? `${method}${path}` }];
    }),
  );
  const groups = tags.map(({ name, description = '' }) => ({
    name,
    description,
    endpoints: endpoints.filter(({ operation }) => operation.tags?.[0] === name),
  }));
  const others = endpoints.filter(({ operation }) => !tags.some(({ name }) => name === operation.tags?.[0]));
  return [...groups, { name: 'Others', description: '', endpoints: others }].filter(
    (group) => group.endpoints.length > 0,
  );
}
