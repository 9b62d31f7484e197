import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './loadConfig.ts';
import { ensureSecrets, secretsPath } from './secrets.ts';

describe('ensureSecrets', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'paceline-secrets-')), 'kept');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));

  it('gives every process that starts at once the same secrets, and later ones too', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => ensureSecrets(folder)));
    for (const secrets of all) expect(secrets).toEqual(all[0]);
    expect(await ensureSecrets(folder)).toEqual(all[0]);
    expect(await readdir(folder)).toEqual(['secrets.json']);
    expect(all[0]?.ingestKey).toMatch(/^pk_[\w-]{32}$/);
    expect(all[0]?.ownKey).not.toBe(all[0]?.ingestKey);
    expect(all[0]?.apiToken).toMatch(/^pt_[\w-]{32}$/);
  });

  it('lets only the owner read them', async () => {
    await ensureSecrets(folder);
    expect((await stat(secretsPath(folder))).mode & 0o777).toBe(0o600);
  });

  it('does not replace a file that holds something else', async () => {
    await ensureSecrets(folder);
    await writeFile(secretsPath(folder), '{"ingestKey":');
    await expect(ensureSecrets(folder)).rejects.toThrow('remove it to get new ones');
  });

  it('is what loadConfig goes by', async () => {
    const secrets = await ensureSecrets(folder);
    const loaded = await loadConfig({ env: { PACELINE_DATA: folder }, cwd: tmpdir() });
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        apiToken: secrets.apiToken,
        apps: [
          { name: 'demo', keys: [secrets.ingestKey] },
          { name: 'paceline', keys: [secrets.ownKey] },
        ],
      },
    });
  });
});
