// Declaration files for the users of an SDK, made when it is packed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What a declaration file imports: `from './x.ts'`, `import './x.ts'` or `import('./x.ts')`. */
const IMPORTS = /(?:^(?:import|export)\b[^;'"]*\bfrom\s+|^import\s+|\bimport\()(['"])([^'"]+)\1/gm;

/**
 * Writes the declarations that `entries` (`index` unless said otherwise) of the workspace in the folder `room` lead to, and no others, to `outdir`.
 * Throws when the sources have a type error, or when the public types need a package: users may not have it.
 *
 * @param {{ room: string, outdir: string, entries?: string[] }} where
 */
export function buildDeclarations({ room, outdir, entries = ['index'] }) {
  const everything = mkdtempSync(join(tmpdir(), 'paceline-types-'));
  try {
    compile(join(room, 'tsconfig.build.json'), everything);
    // The sources' types may lead to other workspaces, so that the compiler repeats the folders above.
    const files = declarationsFrom(join(everything, basename(room), 'src'), entries);
    for (const [file, text] of files) {
      mkdirSync(dirname(join(outdir, file)), { recursive: true });
      writeFileSync(join(outdir, file), text);
    }
  } finally {
    rmSync(everything, { recursive: true, force: true });
  }
}

function compile(project, outdir) {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(manifest), 'bin', 'tsc');
  const { status, stdout, error } = spawnSync(process.execPath, [tsc, '-p', project, '--outDir', outdir], {
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`The declarations of ${project} cannot be made:\n${stdout}`);
}

/** Texts by path below `folder`, from `entries` on, with imports named as they are once the sources are JavaScript. */
function declarationsFrom(folder, entries) {
  const files = new Map();
  const visit = (file) => {
    if (files.has(file)) return;
    const text = readFileSync(join(folder, file), 'utf8');
    files.set(
      file,
      text.replace(IMPORTS, (all, _quote, specifier) =>
        all.replace(specifier, specifier.replace(/\.ts$/, '.js')),
      ),
    );
    for (const [, , specifier] of text.matchAll(IMPORTS)) {
      if (!specifier.startsWith('.'))
        throw new Error(`The public types in ${file} need ${specifier}, which users may not have.`);
      visit(join(dirname(file), specifier.replace(/\.ts$/, '.d.ts')));
    }
  };
  for (const entry of entries) visit(`${entry}.d.ts`);
  return files;
}
