#!/usr/bin/env node
// `npm test`: makes the machine ready the way `npm start` does, then runs every test project.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild, ensureNodeModules, ensureProgram, requireNode, root, SetupError } from './setup.mjs';

const words = process.argv.slice(2);
const install = !words.includes('--no-install');

try {
  requireNode();
  ensureNodeModules({ install });
  await ensureBuild();
  ensureProgram('redis', { install });
  ensureProgram('chromium', { install });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', ...words.filter((word) => word !== '--no-install')];
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = result.status ?? 1;
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`npm test: ${error.message}\n`);
  process.exitCode = 1;
}
