import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that a part of `npm test` needs and that no npm package brings. */
export interface DebianNeed {
  readonly part: string;
  readonly program: string;
  readonly debianPackage: string;
  /** Whether the whole part waits for it; otherwise the tests that need it say so. @default true */
  readonly stopsPart?: boolean;
}

export const debianNeeds: readonly DebianNeed[] = [
  { part: 'browser', program: 'chromium', debianPackage: 'chromium' },
  // Applications behind the gate: test/corpora.
  { part: 'integration', program: 'nginx', debianPackage: 'nginx-light', stopsPart: false },
  { part: 'integration', program: 'php', debianPackage: 'php-cli', stopsPart: false },
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
  const packages = [...new Set(missing.map(({ debianPackage }) => debianPackage))];
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
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
