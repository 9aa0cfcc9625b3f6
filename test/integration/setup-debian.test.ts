import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setupDebian } from '../../scripts/setup-debian.ts';

const needs = [{ part: 'browser', program: 'some-browser', debianPackage: 'some-browser-package' }];

/** A folder that stands for the machine: the only one on PATH, with an apt-get that keeps a diary. */
let machine: string;
let said: string;

beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'portcullis-debian-'));
  said = '';
});

afterEach(() => rmSync(machine, { recursive: true, force: true }));

describe('the Debian packages that tests need', () => {
  it('asks for nothing when the program is there', () => {
    program('some-browser', 'exit 0');
    expect(setup({ isRoot: false })).toEqual([]);
    expect(said).toBe('');
  });

  it('prints the exact line to run without root', () => {
    aptGet('exit 1');
    expect(setup({ isRoot: false })).toEqual(needs);
    expect(said).toContain(
      '\n  sudo apt-get update && sudo apt-get install --yes --no-install-recommends some-browser-package\n',
    );
    expect(diary()).toBe('');
  });

  it('prints the line on a system without apt-get, too', () => {
    expect(setup({ isRoot: true })).toEqual(needs);
    expect(said).toContain('sudo apt-get update && sudo apt-get install');
  });

  it('installs as root without asking, and without fetching lists that are not needed', () => {
    aptGet(`printf '#!/bin/sh\\n' > ${machine}/some-browser; /bin/chmod +x ${machine}/some-browser`);
    expect(setup({ isRoot: true })).toEqual([]);
    expect(diary()).toBe(
      'noninteractive -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends some-browser-package\n',
    );
  });

  it('names companions before what they keep from bringing others, each package once', () => {
    aptGet('exit 100');
    const needs = [
      { part: 'a', program: 'first', debianPackage: 'first-package' },
      {
        part: 'a',
        program: 'big',
        debianPackage: 'big-package',
        companions: ['first-package', 'small-package'],
      },
    ];
    setupDebian({ needs, isRoot: true, path: machine, write: () => undefined });
    expect(diary()).toContain(' first-package small-package big-package\n');
  });

  it.each([
    ['a name with a version in it', 'some-browser*', 'some-browser8.2'],
    ['a file by its path', '/', 'some-file'],
    ['a file by its path, with a version in it', '/2*/', '2026/some-file'],
  ])('finds %s', (_, program, file) => {
    const path = program.startsWith('/') ? join(machine, program, 'some-file') : program;
    const need = { part: 'a', program: path, debianPackage: 'a-package' };
    const ask = () => setupDebian({ needs: [need], isRoot: false, path: machine, write: () => undefined });
    expect(ask()).toEqual([need]);
    mkdirSync(dirname(join(machine, file)), { recursive: true });
    writeFileSync(join(machine, file), '', { mode: 0o755 });
    expect(ask()).toEqual([]);
  });

  it('fetches the lists when the package cannot be found, and says what apt-get said', () => {
    aptGet('case "$*" in *install*) echo "E: Unable to locate package" >&2; exit 100;; esac');
    expect(setup({ isRoot: true })).toEqual(needs);
    expect(diary().match(/ (?:install|update)/g)).toEqual([' install', ' update', ' install']);
    expect(said).toContain('E: Unable to locate package');
  });
});

function setup({ isRoot }: { isRoot: boolean }) {
  return setupDebian({ needs, isRoot, path: machine, write: (text) => (said += text) });
}

function aptGet(then: string): void {
  program('apt-get', `echo "$DEBIAN_FRONTEND $*" >> ${machine}/diary\n${then}`);
}

function diary(): string {
  try {
    return readFileSync(join(machine, 'diary'), 'utf8');
  } catch {
    return '';
  }
}

function program(name: string, script: string): void {
  writeFileSync(join(machine, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(machine, name), 0o755);
}
