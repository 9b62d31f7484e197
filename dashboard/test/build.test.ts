import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDashboard } from '../build.mjs';

const KB = 1024;
const LARGEST_SCRIPTS_BYTES = 45 * KB;
const LARGEST_STYLES_BYTES = 10 * KB;

let folder: string;
let page: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paceline-build-'));
  await buildDashboard({ outdir: folder });
  page = await readFile(join(folder, 'index.html'), 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

const compressedBytes = async (paths: readonly string[]) => {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(folder, `${path}.br`))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};
const referenced = (ending: string) =>
  [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => path.endsWith(ending));

describe('the built dashboard', () => {
  it('keeps the initial scripts and the styles within their budgets', async () => {
    expect(referenced('.js').length).toBeGreaterThan(0);
    expect(await compressedBytes(referenced('.js'))).toBeLessThan(LARGEST_SCRIPTS_BYTES);
    expect(referenced('.css')).toHaveLength(1);
    expect(await compressedBytes(referenced('.css'))).toBeLessThan(LARGEST_STYLES_BYTES);
  });

  it('names what it references by content, and asks nobody else', async () => {
    for (const path of [...referenced('.js'), ...referenced('.css'), ...referenced('.svg')]) {
      expect(path).toMatch(/-[A-Z0-9]{8}\.\w+$/);
      expect((await stat(join(folder, path))).size).toBeGreaterThan(0);
    }
    expect(page).not.toMatch(/https?:|%[A-Z]+%/);
  });

  it('has nothing inline that a strict content security policy forbids', () => {
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });

  it('has compressed copies that unpack to the same bytes', async () => {
    const files = await readdir(folder, { recursive: true });
    const copies = files.filter((file) => file.endsWith('.br') || file.endsWith('.gz'));
    expect(copies.length).toBeGreaterThanOrEqual(8);
    for (const copy of copies) {
      const content = await readFile(join(folder, copy));
      const unpacked = copy.endsWith('.br') ? brotliDecompressSync(content) : gunzipSync(content);
      expect(unpacked.equals(await readFile(join(folder, copy.slice(0, -3))))).toBe(true);
    }
  });
});
