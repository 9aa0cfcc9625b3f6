import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the workspace. */
export const root = dirname(import.meta.dirname);

/** What the scripts read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

export interface WorkspacePackage {
  /** From the root: `packages/gate`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages that are published, in the order of package.json's `workspaces`: dependencies first. */
export function publishedPackages(): WorkspacePackage[] {
  const { workspaces } = readJson<{ workspaces: string[] }>(join(root, 'package.json'));
  return workspaces
    .map((folder) => ({ folder, manifest: readJson<Manifest>(join(root, folder, 'package.json')) }))
    .filter(({ manifest }) => manifest.private !== true);
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
