import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { readSdkFiles } from './readSdkFiles.ts';

it('reads the scripts of the folder, and nothing else in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paceline-sdk-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'paceline.js'), 'loader');
  await writeFile(join(folder, 'paceline-0123456789.js'), 'full');
  await writeFile(join(folder, 'paceline-0123456789.js.map'), '{}');
  await mkdir(join(folder, 'other'));
  const files = await readSdkFiles(pathToFileURL(`${folder}/`));
  expect(Object.fromEntries([...files].map(([name, text]) => [name, text.toString()]))).toEqual({
    'paceline.js': 'loader',
    'paceline-0123456789.js': 'full',
  });
});
