import { z } from 'zod';
import { fileSchema } from './fileSchema.ts';

/** The part of JSON Schema that `paceline.yaml` is described with. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
}

/** The published JSON Schema of `paceline.yaml`, for editors. */
export function configJsonSchema(): JsonSchema {
  return z.toJSONSchema(fileSchema, { io: 'input' }) as JsonSchema;
}

/** Names that may stand at `path`: the keys of an object, or the values of an enumeration. */
export function namesAt(schema: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
  let node: JsonSchema | undefined = resolved(schema, schema);
  for (const step of path) {
    const next: JsonSchema | undefined =
      typeof step === 'number' ? node?.items : node?.properties?.[String(step)];
    node = next === undefined ? undefined : resolved(schema, next);
  }
  if (node === undefined) return [];
  if (node.properties !== undefined) return Object.keys(node.properties);
  return [node, ...(node.anyOf ?? [])].flatMap((part) => (part.enum ?? []).map(String));
}

function resolved(schema: JsonSchema, node: JsonSchema): JsonSchema {
  const name = node.$ref?.replace('#/$defs/', '');
  return name === undefined ? node : (schema.$defs?.[name] ?? node);
}
