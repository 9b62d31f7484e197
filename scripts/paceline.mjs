#!/usr/bin/env node
// `npm start`, `npm run demo`, `npm run paceline -- ...`: makes the machine ready, then runs the bundled command line.
import { ensureBuild, ensureNodeModules, ensureProgram, requireNode, SetupError } from './setup.mjs';

const words = process.argv.slice(2);
const asksForHelp = words.some((word) => word === '--help' || word === '-h');
const install = !words.includes('--no-install');
const command = words.find((word) => !word.startsWith('-'));

try {
  requireNode();
  ensureNodeModules({ install });
  await ensureBuild();
  const startsEverything = command === 'up' || command === 'demo';
  if (startsEverything && !asksForHelp && !process.env.REDIS_URL) ensureProgram('redis', { install });
  const { main } = await import('../dist/paceline.mjs');
  await main(words.filter((word) => word !== '--no-install'));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`paceline: ${error.message}\n`);
  process.exitCode = 1;
}
