import { parseArgs } from 'node:util';
import { benchFaults } from './faults/faults.ts';
import type { Figures } from './figures.ts';
import { benchFuzz } from './fuzz/fuzz.ts';
import { benchIngest } from './ingest/ingest.ts';
import { benchPipeline } from './pipeline/pipeline.ts';
import { printResult } from './printResult.ts';
import { benchQuery } from './query/query.ts';
import { benchSdkBrowserCost } from './sdk-browser/cost.ts';
import { benchSdkBrowserSize } from './sdk-browser/size.ts';
import { benchSketch } from './sketch/sketch.ts';
import { benchStart } from './start.ts';

interface BenchOptions {
  readonly quick: boolean;
  /** Keeps what a benchmark made, and where it can go on from; not every one does. */
  readonly folder: string | undefined;
}

/** Every benchmark, by name. Each returns its figures. */
const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Figures>>> = {
  start: benchStart,
  faults: benchFaults,
  fuzz: benchFuzz,
  ingest: benchIngest,
  pipeline: benchPipeline,
  query: benchQuery,
  'sdk-browser-cost': benchSdkBrowserCost,
  'sdk-browser-size': benchSdkBrowserSize,
  sketch: benchSketch,
};

const HELP = `npm run bench -- NAME [--json] [--quick]

Names: ${Object.keys(BENCHES).join(', ')}
  --json   print one JSON object as the last line
  --quick  less work, the same figures, within 60 seconds
  --folder F  of query: keep the stored events in F, and go on from what is there
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    folder: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const name = positionals[0];
const bench = name === undefined ? undefined : BENCHES[name];
if (values.help) {
  process.stdout.write(HELP);
} else if (name === undefined || bench === undefined) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  printResult({
    bench: name,
    figures: await bench({ quick: values.quick, folder: values.folder }),
    json: values.json,
  });
}
