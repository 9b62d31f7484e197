import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of the first of these programs that PATH has; `undefined` when it has none. */
export function findProgram(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        continue;
      }
    }
  }
  return undefined;
}

/** The command that installs a program with the package manager of this machine. */
export function toInstallCommand(
  packages: Readonly<Record<'apt-get' | 'dnf' | 'apk' | 'brew', string>>,
): string {
  if (findProgram(['apt-get']) !== undefined) return `sudo apt-get install -y ${packages['apt-get']}`;
  if (findProgram(['dnf']) !== undefined) return `sudo dnf install -y ${packages.dnf}`;
  if (findProgram(['apk']) !== undefined) return `sudo apk add ${packages.apk}`;
  return `brew install ${packages.brew}`;
}
