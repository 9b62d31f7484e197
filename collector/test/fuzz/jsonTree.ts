/**
 * JSON that can be broken: a value is its text, and an object the list of its members, so that texts which are no JSON,
 * and names that stand twice, can be written too.
 */
export type JsonTree = JsonText | JsonArray | JsonObject;

export interface JsonText {
  readonly kind: 'text';
  json: string;
}

export interface JsonArray {
  readonly kind: 'array';
  readonly items: JsonTree[];
}

export interface JsonObject {
  readonly kind: 'object';
  /** Names as JSON texts, quotes included. */
  readonly members: [name: string, value: JsonTree][];
}

export function toJsonTree(value: unknown): JsonTree {
  if (Array.isArray(value)) return { kind: 'array', items: value.map(toJsonTree) };
  if (typeof value !== 'object' || value === null) return { kind: 'text', json: JSON.stringify(value) };
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return {
    kind: 'object',
    members: members.map(([name, member]) => [JSON.stringify(name), toJsonTree(member)]),
  };
}

export function writeJson(tree: JsonTree): string {
  switch (tree.kind) {
    case 'text':
      return tree.json;
    case 'array':
      return `[${tree.items.map(writeJson).join(',')}]`;
    case 'object':
      return `{${tree.members.map(([name, value]) => `${name}:${writeJson(value)}`).join(',')}}`;
    default:
      throw new Error(`A part of a JSON tree is of no known kind: ${JSON.stringify(tree)}.`);
  }
}

/** The tree and everything in it, from the outside in. */
export function partsOf(tree: JsonTree): JsonTree[] {
  if (tree.kind === 'text') return [tree];
  const inside = tree.kind === 'array' ? tree.items : tree.members.map(([, value]) => value);
  return [tree, ...inside.flatMap(partsOf)];
}
