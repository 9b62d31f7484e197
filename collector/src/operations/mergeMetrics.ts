interface Family {
  readonly comments: string[];
  readonly samples: string[];
}

const COMMENT = /^# (HELP|TYPE) (\S+)/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{.*\})?/;
/** Sample names of histograms, summaries and OpenMetrics counters end in these, after the name of their family. */
const SUFFIX = /_(?:bucket|sum|count|total|created)$/;

/**
 * One Prometheus text of two. Samples of one metric stand together under one HELP and one TYPE, those of `first`, as
 * the format asks for; a sample that both have is taken from `first`.
 */
export function mergeMetrics(first: string, second: string): string {
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  for (const text of [first, second]) addFamilies(text, families, seen);
  return [...families.values()].flatMap(({ comments, samples }) => [...comments, ...samples, '']).join('\n');
}

function addFamilies(text: string, families: Map<string, Family>, seen: Set<string>): void {
  const familyOf = (name: string): Family => {
    const family = families.get(name) ?? { comments: [], samples: [] };
    families.set(name, family);
    return family;
  };
  for (const line of text.split('\n')) {
    const [, kind, commented] = COMMENT.exec(line) ?? [];
    if (kind !== undefined && commented !== undefined) {
      const key = `# ${kind} ${commented}`;
      const { comments } = familyOf(commented);
      if (!seen.has(key)) comments.push(line);
      seen.add(key);
      continue;
    }
    const [series, sample] = SAMPLE.exec(line) ?? [];
    if (series === undefined || sample === undefined) continue;
    const base = sample.replace(SUFFIX, '');
    const { samples } = familyOf(!families.has(sample) && families.has(base) ? base : sample);
    if (!seen.has(series)) samples.push(line);
    seen.add(series);
  }
}
