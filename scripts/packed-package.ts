import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { runProcess } from './run-process.ts';
import { type Manifest, root, type WorkspacePackage } from './workspace.ts';

/** A package as npm would publish it. */
export interface PackedPackage extends WorkspacePackage {
  /** The tarball, absolute. */
  readonly tarball: string;
  /** What is inside, relative to the package: `dist/index.js`. */
  readonly files: readonly string[];
}

/** An entry of `exports` or `bin`: how a user names it, and the file behind each condition. */
export interface Entry {
  /** `@portcullis/gate/testing`, or the name of a command. */
  readonly specifier: string;
  readonly targets: Readonly<Record<string, string>>;
}

export async function pack(source: WorkspacePackage, destination: string): Promise<PackedPackage> {
  const { exitCode, stdout, output } = await runProcess(
    'npm',
    ['pack', '--json', '--pack-destination', destination],
    {
      cwd: join(root, source.folder),
    },
  );
  if (exitCode !== 0) throw new Error(`npm pack failed in ${source.folder}:\n${output}`);
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ];
  return {
    ...source,
    tarball: join(destination, packed.filename),
    files: packed.files.map(({ path }) => path).sort(),
  };
}

/** The entries of `exports` that are modules: not package.json itself. */
export function exportEntries({ name, exports = {} }: Manifest): Entry[] {
  return Object.entries(exports)
    .filter(([subpath]) => subpath !== './package.json')
    .map(([subpath, targets]) => ({
      specifier: posix.join(name, subpath),
      targets: typeof targets === 'string' ? { default: targets } : targets,
    }));
}

export function binEntries({ bin = {} }: Manifest): Entry[] {
  return Object.entries(bin).map(([specifier, file]) => ({ specifier, targets: { default: file } }));
}

/** The built modules that `entries` lead to, themselves included; from the package's folder, `dist/index.js`. */
export function reachableModules(packageFolder: string, entries: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = entries.map((entry) => posix.normalize(entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file) || !existsSync(join(packageFolder, file))) continue;
    reached.add(file);
    const text = readFileSync(join(packageFolder, file), 'utf8');
    for (const specifier of relativeSpecifiers(text)) waiting.push(posix.join(dirname(file), specifier));
  }
  return reached;
}

/** Imports of every kind, and files named as `new URL('./worker.js', import.meta.url)`. */
function relativeSpecifiers(text: string): string[] {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const named = [...text.matchAll(/new URL\(\s*'([^']+)',\s*import\.meta\.url\s*\)/g)].map(
    (match) => match[1] ?? '',
  );
  return [...imported, ...named].filter((specifier) => specifier.startsWith('.'));
}
