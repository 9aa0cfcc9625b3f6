import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/workspace.ts';

export interface BuiltVersion {
  /** As `program` is that of the working tree. */
  readonly program: string;
  remove(): void;
}

/**
 * The program as it was at a commit, bundled from its own sources with the dependencies that are installed now. Throws where the clone
 * does not reach back so far.
 */
export function buildVersion(commit: string): BuiltVersion {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-version-'));
  const tarball = join(folder, 'sources.tar');
  execFileSync('git', ['archive', '--output', tarball, commit], { cwd: root });
  execFileSync('tar', ['-xf', tarball, '-C', folder]);
  linkDependencies('node_modules', folder);
  for (const one of readdirSync(join(folder, 'packages'))) {
    linkDependencies(join('packages', one, 'node_modules'), folder);
  }
  const script = join(folder, 'bundle-it.mjs');
  writeFileSync(script, "import { bundlePackages } from './scripts/bundle.ts';\nawait bundlePackages();\n");
  const { status, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program of ${commit} cannot be bundled: ${stderr}`);
  return {
    program: join(folder, 'packages', 'server', 'dist', 'main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** All but the packages of the workspace, which are those of that version. */
function linkDependencies(place: string, folder: string): void {
  const from = join(root, place);
  const own = new Set(['@portcullis', 'portcullis']);
  const names = entriesOf(from).filter((name) => !own.has(name));
  if (names.length === 0) return;
  mkdirSync(join(folder, place), { recursive: true });
  for (const name of names) symlinkSync(join(from, name), join(folder, place, name));
  if (place !== 'node_modules') return;
  mkdirSync(join(folder, place, '@portcullis'));
  for (const name of ['gate', 'store', 'quiesce']) {
    symlinkSync(join(folder, 'packages', name), join(folder, place, '@portcullis', name));
  }
}

function entriesOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
