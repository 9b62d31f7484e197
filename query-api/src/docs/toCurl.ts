import type { Endpoint, Schema } from './description.ts';

/** Names of the shell's variables that examples use: the address of Paceline, and a token. */
export const ADDRESS_VARIABLE = 'PACELINE';
export const TOKEN_VARIABLE = 'TOKEN';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema?: Schema;
}

/** A line for a shell that asks an endpoint. Parameters that have an example of their own are in it when they are required. */
export function toCurl({ method, path, operation }: Endpoint): string {
  const parameters = parametersOf(operation);
  const named = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(exampleOf(named.get(name)) || name),
  );
  const asked = parameters.filter(({ in: place, required }) => place === 'query' && required === true);
  const search = asked.map((parameter) => `${parameter.name}=${encode(exampleOf(parameter))}`).join('&');
  const body = bodyOf(operation);
  const isPublic = (operation.security ?? []).length === 0;
  return [
    'curl',
    ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]),
    ...(isPublic ? [] : [`-H "Authorization: Bearer $${TOKEN_VARIABLE}"`]),
    ...(body === undefined ? [] : [`--json '${JSON.stringify(body)}'`]),
    `"$${ADDRESS_VARIABLE}${filled}${search === '' ? '' : `?${search}`}"`,
  ].join(' ');
}

export function parametersOf({ parameters = [] }: Endpoint['operation']): readonly Parameter[] {
  return parameters.flatMap((parameter) => ('$ref' in parameter ? [] : [parameter]));
}

/** The first example of a parameter, as it is written in an address; the empty text when it has none. */
export function exampleOf(parameter: Parameter | undefined): string {
  const { schema } = parameter ?? {};
  const own = schema === undefined || '$ref' in schema ? undefined : (schema.example ?? schema.enum?.[0]);
  const [first = ''] = [parameter?.example ?? own ?? ''].flat();
  return typeof first === 'string' || typeof first === 'number' ? String(first) : '';
}

function bodyOf({ requestBody }: Endpoint['operation']): unknown {
  if (requestBody === undefined || '$ref' in requestBody) return undefined;
  return requestBody.content['application/json']?.example;
}

/** As little as possible, so that addresses stay readable: what a shell or an address would take for something else. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(2C|2F|3A)/g, (code) => decodeURIComponent(code));
}
