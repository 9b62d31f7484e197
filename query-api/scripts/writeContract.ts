import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { aDescription } from '../test/aDescription.ts';
import { toContract } from './toContract.ts';

/** Writes the types of the client anew. Run it with `npx tsx --conditions=paceline-source query-api/scripts/writeContract.ts`. */
const file = fileURLToPath(new URL('../src/client/contract.ts', import.meta.url));
await writeFile(file, toContract(await aDescription()));
execFileSync('npx', ['oxfmt', file], { stdio: 'inherit' });
