import { ENDPOINTS, type EndpointName } from '../client/endpoints.ts';
import { type Description, METHODS, type Operation } from '../docs/description.ts';
import { BODY_EXAMPLES, EXAMPLES } from './examples.ts';
import { TAGS } from './tags.ts';

/** Endpoints by method and path. */
const NAMES: ReadonlyMap<string, EndpointName> = new Map(
  namesOf(ENDPOINTS).map((name) => [`${ENDPOINTS[name].method} ${ENDPOINTS[name].path}`, name]),
);

/** A description with the names, the headings and the examples of its operations. */
export function completeDescription(description: Description): Description {
  const paths = Object.entries(description.paths ?? {}).map(([path, item]) => {
    const completed = METHODS.flatMap((method) => {
      const operation = item[method];
      const name = NAMES.get(`${method} ${path}`);
      if (operation === undefined || name === undefined) return [];
      const tag = TAGS.find(({ endpoints }) => endpoints.includes(name))?.name;
      const described = {
        operationId: name,
        ...(tag !== undefined && { tags: [tag] }),
        ...operation,
        ...withBodyExample(operation, BODY_EXAMPLES[name]),
        responses: withExample(operation.responses ?? {}, EXAMPLES[name]),
      };
      return [[method, described]];
    });
    return [path, { ...item, ...Object.fromEntries(completed) }];
  });
  return {
    ...description,
    tags: TAGS.map(({ name, description: about }) => ({ name, description: about })),
    paths: Object.fromEntries(paths),
  };
}

type Responses = NonNullable<Operation['responses']>;

function withExample(responses: Responses, example: unknown): Responses {
  const answer = responses['200']?.content?.['application/json'];
  if (example === undefined || answer === undefined) return responses;
  return {
    ...responses,
    200: { ...responses['200'], content: { 'application/json': { ...answer, example } } },
  };
}

function withBodyExample({ requestBody }: Operation, example: unknown): Partial<Operation> {
  if (example === undefined || requestBody === undefined || '$ref' in requestBody) return {};
  const content = { ...requestBody.content['application/json'], example };
  return { requestBody: { ...requestBody, content: { 'application/json': content } } };
}

function namesOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[];
}
