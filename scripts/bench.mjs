#!/usr/bin/env node
// `npm run bench -- NAME [--json] [--quick]`: makes the machine ready, then runs a benchmark.
import { spawnSync } from 'node:child_process';
import { ensureBuild, ensureNodeModules, ensureProgram, requireNode, root, SetupError } from './setup.mjs';

try {
  requireNode();
  ensureNodeModules({ install: true });
  await ensureBuild();
  if (!process.env.REDIS_URL) ensureProgram('redis', { install: true });
  const args = [
    '--conditions=paceline-source',
    '--import',
    'tsx',
    'bench/src/main.ts',
    ...process.argv.slice(2),
  ];
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = result.status ?? 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`npm run bench: ${error.message}\n`);
  process.exitCode = 1;
}
