import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from '../say.ts';

const manifest = fileURLToPath(new URL('./peers/package.json', import.meta.url));
const lockFile = fileURLToPath(new URL('./peers/package-lock.json', import.meta.url));

/**
 * Gives the folder whose `node_modules` has the peers, and installs them there when they are not yet. It is outside of the
 * checkout, and named for what the lock file says: nobody who only starts Paceline gets them, and no run meets other versions.
 */
export async function installPeers(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(lockFile)).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `paceline-bench-peers-${version}`);
  if (existsSync(folder)) return folder;
  say('Installing the peers, once: some 200 packages, 350 MB.');
  // Made aside and renamed at the end: a folder of that name is complete.
  mkdirSync(dirname(folder), { recursive: true });
  const making = mkdtempSync(`${folder}-`);
  try {
    copyFileSync(manifest, join(making, 'package.json'));
    copyFileSync(lockFile, join(making, 'package-lock.json'));
    await runNpm(making);
    if (!existsSync(folder)) renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

async function runNpm(cwd: string): Promise<void> {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', args, { cwd, stdio: ['ignore', 2, 2] });
  const code = await new Promise<number | null>((resolve, reject) => {
    npm.once('error', reject);
    npm.once('exit', resolve);
  });
  if (code !== 0)
    throw new Error(
      `the peers could not be installed: \`npm ci\` ended with ${code}. Comparing with them needs a package registry that npm can reach.`,
    );
}
