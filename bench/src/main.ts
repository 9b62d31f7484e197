import { parseArgs } from 'node:util';
import { benchFaults } from './faults/faults.ts';
import { benchFuzz } from './fuzz/fuzz.ts';
import { benchIngest } from './ingest/ingest.ts';
import { benchPipeline } from './pipeline/pipeline.ts';
import { printResult } from './printResult.ts';
import { benchStart } from './start.ts';

/** Every benchmark, by name. Each returns its figures. */
const BENCHES: Readonly<Record<string, (options: { quick: boolean }) => Promise<Record<string, number>>>> = {
  start: benchStart,
  faults: benchFaults,
  fuzz: benchFuzz,
  ingest: benchIngest,
  pipeline: benchPipeline,
};

const HELP = `npm run bench -- NAME [--json] [--quick]

Names: ${Object.keys(BENCHES).join(', ')}
  --json   print one JSON object as the last line
  --quick  less work, the same figures, within 60 seconds
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
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
  printResult({ bench: name, figures: await bench({ quick: values.quick }), json: values.json });
}
