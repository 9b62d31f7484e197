import type { ConfigProblem } from './config.ts';

/** The problems as lines for people: `paceline.yaml:12 apps[0].keys: at least one key`. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  return problems
    .map(({ where, line, path, message }) => {
      const place = line === undefined ? where : `${where}:${line}`;
      return `${place}${path === undefined ? '' : ` ${path}`}: ${message}`;
    })
    .join('\n');
}
