/** Writes `config/paceline.schema.json` anew: `npx tsx --conditions=paceline-source config/scripts/writeSchema.ts`. */
import { writeFile } from 'node:fs/promises';
import { configJsonSchema } from '../src/index.ts';

await writeFile(
  new URL('../paceline.schema.json', import.meta.url),
  `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
);
