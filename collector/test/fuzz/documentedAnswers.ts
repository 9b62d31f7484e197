import { readFileSync } from 'node:fs';

const PROTOCOL = new URL('../../../docs/protocol.md', import.meta.url);
/** A row of the order of decisions: number, what is checked, statuses, types of problems. */
const ROW = /^\|\s*\d+\s*\|[^|]*\|([^|]*)\|([^|]*)\|$/gm;
/** Of what never becomes a request: `400 (`malformed-request`)`. */
const NAMED = /\b(\d{3})\s\(`([a-z0-9-]+)`\)/g;
/** A page that cannot be read any more must not make every answer a documented one. */
const FEWEST = 12;

/**
 * The problems that `POST /v1/events` may answer with, as docs/protocol.md lists them: statuses by the last part of the type.
 *
 * @throws {Error} when the page has no such list
 */
export function loadDocumentedProblems(): ReadonlyMap<string, ReadonlySet<number>> {
  const page = readFileSync(PROTOCOL, 'utf8');
  const problems = new Map<string, Set<number>>();
  const note = (type: string, status: number) => {
    problems.set(type, (problems.get(type) ?? new Set()).add(status));
  };
  for (const [, statuses = '', types = ''] of page.matchAll(ROW)) {
    for (const [type] of types.matchAll(/(?<=`)[a-z0-9-]+(?=`)/g)) {
      for (const [status] of statuses.matchAll(/\b[45]\d\d\b/g)) note(type, Number(status));
    }
  }
  for (const [, status, type] of page.matchAll(NAMED)) note(type ?? '', Number(status));
  if (problems.size < FEWEST) {
    throw new Error(
      `docs/protocol.md lists ${problems.size} problems under "Order of decisions", where at least ${FEWEST} are known; keep its table as "| number | checked | status | type |".`,
    );
  }
  return problems;
}
