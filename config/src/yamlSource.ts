import { isMap, isNode, isSeq, LineCounter, parseDocument, type Node } from 'yaml';

/** A YAML text that knows on which line each of its values stands. */
export interface YamlSource {
  /** The parsed value; an empty document is an empty object. Meaningless when there are syntax errors. */
  readonly value: unknown;
  readonly syntaxErrors: readonly { readonly line: number; readonly message: string }[];
  /** 1-based line of the value at `path`, or of the nearest value around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

export function parseYaml(text: string): YamlSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const syntaxErrors = [...document.errors, ...document.warnings].map((error) => ({
    line: lineCounter.linePos(error.pos[0]).line,
    message: error.message,
  }));
  const line = (offset: number) => Math.max(1, lineCounter.linePos(offset).line);

  function lineOf(path: readonly PropertyKey[]): number {
    let node: Node | null = document.contents;
    let offset = 0;
    for (const step of path) {
      const found: Found | undefined = childOf(node, step);
      if (found === undefined) break;
      offset = found.offset ?? offset;
      node = found.node;
    }
    return line(offset);
  }

  return { value: syntaxErrors.length > 0 ? {} : valueOf(document, syntaxErrors), syntaxErrors, lineOf };
}

interface Found {
  readonly node: Node | null;
  readonly offset: number | undefined;
}

function childOf(node: Node | null, step: PropertyKey): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isNode(key) && String(key) === String(step));
    if (pair === undefined || !isNode(pair.key)) return undefined;
    return { node: isNode(pair.value) ? pair.value : null, offset: pair.key.range?.[0] };
  }
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return isNode(item) ? { node: item, offset: item.range?.[0] } : undefined;
  }
  return undefined;
}

/** `toJS` throws for an alias that refers to nothing, or to too much. */
function valueOf(
  document: ReturnType<typeof parseDocument>,
  syntaxErrors: { line: number; message: string }[],
): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    syntaxErrors.push({ line: 1, message: error instanceof Error ? error.message : String(error) });
    return {};
  }
}
