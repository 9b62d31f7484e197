import { readdir, readFile } from 'node:fs/promises';

/**
 * Texts of the scripts in the folder that the browser SDK was built into, by name.
 *
 * @throws {Error} when there is no such folder
 */
export async function readSdkFiles(folder: URL): Promise<ReadonlyMap<string, Buffer>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, folder))] as const)),
  );
}
