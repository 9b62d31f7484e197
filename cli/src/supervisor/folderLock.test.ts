import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folderLock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paceline-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the lock of a data folder', () => {
  it('has one holder until it is released', async () => {
    const lock = await lockFolder(folder);
    expect(lock).toBeDefined();
    expect(await lockFolder(folder)).toBeUndefined();
    lock?.release();
    const next = await lockFolder(folder);
    expect(next).toBeDefined();
    next?.release();
  });

  it('is free again after its holder was killed', async () => {
    const path = join(folder, 'supervisor.sock');
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('held'))`;
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(holder.stdout, 'data');
    expect(await lockFolder(folder)).toBeUndefined();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    // The file outlives its holder; the lock does not.
    expect((await stat(path)).isSocket()).toBe(true);
    const lock = await lockFolder(folder);
    expect(lock).toBeDefined();
    lock?.release();
  });

  it('works for folders whose path is too long for a socket', async () => {
    const deep = join(folder, 'a'.repeat(120));
    await mkdir(deep);
    const lock = await lockFolder(deep);
    expect(lock).toBeDefined();
    expect(await lockFolder(deep)).toBeUndefined();
    lock?.release();
  });
});
