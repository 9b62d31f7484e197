import {
  type Answer,
  type Description,
  descriptionOf,
  METHODS,
  type Operation,
  partsOf,
  type Schema,
} from '../src/docs/description.ts';

const HEADER = `// Made from the schemas of the API by query-api/scripts/writeContract.ts: change those, and run it again.
/* oxlint-disable max-lines -- it is as long as the API is wide */

`;

/** The description as types: of every schema that has a name, and of what each operation takes and answers. */
export function toContract(description: Description): string {
  const schemas = Object.entries(description.components?.schemas ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => `${comment(schema)}export type ${name} = ${toType(schema)};\n`);
  const operations = Object.values(description.paths ?? {}).flatMap((item) =>
    METHODS.flatMap((method) => item[method] ?? []),
  );
  const entries = operations.map((operation) => {
    if (operation.operationId === undefined) throw new Error(`"${operation.summary}" has no name`);
    return `${note(operation.summary)}readonly ${operation.operationId}: ${toEntry(operation)};\n`;
  });
  return `${HEADER}${schemas.join('\n')}
/** What each endpoint takes and answers, by its name. */
export interface Contract {
${entries.join('')}}
`;
}

function toEntry(operation: Operation): string {
  const body = toBody(operation);
  const answer = toAnswer(operation);
  return `{
    readonly question: ${toQuestion(operation)};
    ${body === undefined ? '' : `readonly body: ${body};`}
    ${answer === undefined ? '' : `readonly answer: ${answer};`}
  }`;
}

function toQuestion({ parameters = [] }: Operation): string {
  const fields = parameters.map((parameter) => {
    if ('$ref' in parameter) throw new Error('Parameters are described where they are');
    const { name, required, schema = {}, description } = parameter;
    const type = toParameterType(schema);
    const field = required === true ? `${name}: ${type}` : `${name}?: ${type} | undefined`;
    return `${note(description)}readonly ${field};\n`;
  });
  return `{ ${fields.join('')} }`;
}

/** A list may be given as its only value. */
function toParameterType(schema: Schema): string {
  const isList = !('$ref' in schema) && schema.type === 'array' && schema.items !== undefined;
  if (!isList || schema.items === undefined) return toType(schema);
  return `${toType(schema.items)} | readonly ${parenthesised(toType(schema.items))}[]`;
}

function toBody({ requestBody }: Operation): string | undefined {
  if (requestBody === undefined || '$ref' in requestBody) return undefined;
  const { schema } = requestBody.content['application/json'] ?? {};
  return schema === undefined ? undefined : toType(schema);
}

/** `undefined` for what is no JSON. */
function toAnswer({ responses = {} }: Operation): string | undefined {
  const [good] = Object.entries<Answer>(responses).flatMap(([status, response]) =>
    status.startsWith('2') && !('$ref' in response) ? [response] : [],
  );
  if (good?.content === undefined) return 'null';
  const { schema } = good.content['application/json'] ?? {};
  return schema === undefined ? undefined : toType(schema);
}

function toType(schema: Schema): string {
  if ('$ref' in schema) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.map(toType).join(' | ');
  if (schema.allOf !== undefined)
    return partsOf(schema.allOf)
      .map((part) => parenthesised(toType(part)))
      .join(' & ');
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const types = [schema.type ?? []].flat().map((type) => toNamedType(type, schema));
  return types.length === 0 ? 'unknown' : types.join(' | ');
}

function toNamedType(type: string, schema: Exclude<Schema, { $ref: string }>): string {
  switch (type) {
    case 'integer':
      return 'number';
    case 'array':
      return schema.items === undefined ? 'unknown[]' : `${parenthesised(toType(schema.items))}[]`;
    case 'object':
      return toObjectType(schema);
    default:
      return type;
  }
}

function toObjectType(schema: Exclude<Schema, { $ref: string }>): string {
  const { properties = {}, required = [], additionalProperties: others } = schema;
  const fields = Object.entries(properties).map(([name, field]) => {
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    const type = toType(field);
    return `${comment(field)}${required.includes(name) ? `${key}: ${type}` : `${key}?: ${type} | undefined`};\n`;
  });
  if (fields.length === 0 && typeof others === 'object') return `Record<string, ${toType(others)}>`;
  return `{ ${fields.join('')} }`;
}

function parenthesised(type: string): string {
  return /[|&]/.test(type) && !type.startsWith('{') ? `(${type})` : type;
}

function comment(schema: Schema): string {
  return note(descriptionOf(schema));
}

function note(text = ''): string {
  return text === '' ? '' : `/** ${text.replaceAll('*/', '*\\/')} */\n`;
}
