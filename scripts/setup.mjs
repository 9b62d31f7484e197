// What must be on the machine before Paceline runs: Node, npm dependencies, the bundle, and system
// programs. Plain JavaScript without dependencies, because it runs before any are installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const SMALLEST_NODE = [20, 19];

/** An expected failure: its message is one clear sentence for the user. */
export class SetupError extends Error {}

const say = (line) => process.stderr.write(`${line}\n`);

/** Throws a {@link SetupError} when this Node is too old. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor, needMinor] = SMALLEST_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  throw new SetupError(
    `Paceline needs Node ${SMALLEST_NODE.join('.')} or newer, and this is Node ${version}: install a newer one.`,
  );
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (result.error)
    throw new SetupError(`\`${[command, ...args].join(' ')}\` could not be run: ${result.error.message}.`);
  if (result.status !== 0)
    throw new SetupError(
      `\`${[command, ...args].join(' ')}\` failed with exit code ${result.status ?? result.signal}.`,
    );
}

/** Installs the npm dependencies when they are missing or older than the lock file. */
export function ensureNodeModules({ install }) {
  const lock = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  if (existsSync(installed) && sameDependencies(lock, installed)) return;
  if (!install)
    throw new SetupError('npm dependencies are missing and --no-install was given: run `npm ci` first.');
  say('Installing npm dependencies with `npm ci` (once; about a minute) ...');
  run('npm', ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
}

/** A fresh checkout gives the lock file a new time without changing what it asks for. */
function sameDependencies(lockFile, installedFile) {
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.link ||
      entry.optional ||
      !path.includes('node_modules/') ||
      present[path]?.version === entry.version,
  );
}

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}

/** Builds `dist/` when it is missing or a source is newer than it. */
export async function ensureBuild() {
  const stamp = join(root, 'dist', 'built');
  if (existsSync(stamp)) {
    const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const newest = Math.max(...[...workspaces, 'scripts'].map((folder) => newestChange(join(root, folder))));
    if (statSync(stamp).mtimeMs >= newest) return;
  }
  say('Building ...');
  const { build } = await import('./build.mjs');
  await build();
}

/** Path of the first of `programs` that PATH holds. */
export function findProgram(programs) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const program of programs) {
      const path = join(folder, program);
      if (folder !== '' && existsSync(path)) return path;
    }
  }
  return undefined;
}

const PACKAGE_MANAGERS = [
  {
    name: 'apt-get',
    redis: 'redis-server',
    chromium: 'chromium',
    commands: (p) => [
      ['apt-get', 'update', '-q'],
      ['apt-get', 'install', '-y', '-q', p],
    ],
  },
  { name: 'dnf', redis: 'redis', chromium: 'chromium', commands: (p) => [['dnf', 'install', '-y', p]] },
  { name: 'apk', redis: 'redis', chromium: 'chromium', commands: (p) => [['apk', 'add', p]] },
  {
    name: 'pacman',
    redis: 'valkey',
    chromium: 'chromium',
    commands: (p) => [['pacman', '-S', '--noconfirm', p]],
  },
  {
    name: 'zypper',
    redis: 'redis',
    chromium: 'chromium',
    commands: (p) => [['zypper', '--non-interactive', 'install', p]],
  },
  {
    name: 'brew',
    redis: 'redis',
    chromium: 'chromium',
    noRoot: true,
    commands: (p) => [['brew', 'install', p]],
  },
];

const PROGRAMS = {
  redis: {
    title: 'redis-server',
    names: ['redis-server', 'valkey-server'],
    otherwise: 'install Redis 6.2 or newer, or set REDIS_URL',
  },
  chromium: {
    title: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    otherwise: 'install Chromium, or put it in PATH',
  },
};

/** The commands that install `which` here; undefined without a known package manager. */
function installCommands(which) {
  const manager = PACKAGE_MANAGERS.find(({ name }) => findProgram([name]) !== undefined);
  if (manager === undefined) return undefined;
  const root = manager.noRoot || process.getuid?.() === 0;
  return manager.commands(manager[which]).map((command) => (root ? command : ['sudo', ...command]));
}

/**
 * Installs a system program (`redis` or `chromium`) with the system's package manager, after saying so, when PATH
 * does not hold it. Returns its path. With `install: false` it refuses and names the exact command to run.
 */
export function ensureProgram(which, { install }) {
  const { title, names, otherwise } = PROGRAMS[which];
  const present = findProgram(names);
  if (present !== undefined) return present;
  const commands = installCommands(which);
  if (commands === undefined)
    throw new SetupError(`${title} is not installed and no known package manager was found: ${otherwise}.`);
  const line = commands.map((command) => command.join(' ')).join(' && ');
  if (!install)
    throw new SetupError(
      `${title} is not installed and --no-install was given: run \`${line}\` first, or ${otherwise}.`,
    );
  say(`${title} is not installed. Installing it with \`${line}\` ...`);
  for (const [command, ...args] of commands) {
    try {
      // Debian would otherwise start a Redis of its own on the default port.
      run(command, args, {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
        stdio: ['inherit', 2, 2],
      });
    } catch (error) {
      throw new SetupError(`${error.message} Run \`${line}\` yourself, or ${otherwise}.`);
    }
  }
  const installed = findProgram(names);
  if (installed === undefined)
    throw new SetupError(`${title} was installed but is not in PATH: ${otherwise}.`);
  return installed;
}
