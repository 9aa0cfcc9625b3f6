import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunResult, runProcess } from '../../scripts/run-process.ts';

const root = join(import.meta.dirname, '../..');
const nodePackage = `node-${process.platform}-${process.arch}`;

/** A small workspace with the real run.mjs, and a machine whose npm keeps a diary. */
let workspace: string;
let machine: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'portcullis-workspace-'));
  machine = mkdtempSync(join(tmpdir(), 'portcullis-machine-'));
  write('scripts/run.mjs', readFileSync(join(root, 'scripts/run.mjs'), 'utf8'));
  write('package.json', manifest(process.versions.node));
  write('package-lock.json', '{}');
  write('packages/one/package.json', '{}');
  write(
    'scripts/test.ts',
    `const args: readonly string[] = process.argv.slice(2);\nconsole.log(JSON.stringify({ args, node: process.version, conditions: process.execArgv }));`,
  );
  program(
    'npm',
    `echo "$*" >> "$DIARY"; mkdir -p node_modules/${nodePackage}/bin; ln -sf ${process.execPath} node_modules/${nodePackage}/bin/node`,
  );
});

afterEach(() => {
  rmSync(workspace, { recursive: true, force: true });
  rmSync(machine, { recursive: true, force: true });
});

describe('scripts/run.mjs', () => {
  it('installs what is missing, without install scripts, and runs the program under the pinned Node', async () => {
    const { exitCode, stdout, output } = await run('test', 'unit', '-t', 'a b');
    expect(exitCode, output).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      args: ['unit', '-t', 'a b'],
      node: process.version,
      conditions: ['--conditions=portcullis-source'],
    });
    expect(diary()).toEqual([
      'install --no-audit --no-fund --loglevel=error --ignore-scripts --include=dev --include=optional',
    ]);
  });

  it('points at the demo of this clone where no server answers', async () => {
    write('packages/server/src/main.ts', 'process.exit(process.argv[2] === "status" ? 5 : 1);');
    const hint = '--site shop --state-directory';
    expect((await run('portcullis', 'status')).output).not.toContain(hint);
    write('.demo/portcullis/secret', '');
    const { exitCode, output } = await run('portcullis', 'status');
    expect(exitCode).toBe(5);
    expect(output).toContain(`${hint} ${join(workspace, '.demo/portcullis')}`);
    expect((await run('portcullis', 'status', '--state-directory', 'x')).output).not.toContain(hint);
    expect((await run('portcullis', 'on')).output).not.toContain(hint);
  });

  it('does nothing the second time', async () => {
    await run('test');
    const { exitCode, output } = await run('test');
    expect(exitCode).toBe(0);
    expect(output).not.toContain('Installing');
    expect(diary()).toHaveLength(1);
  });

  it.each(['package.json', 'package-lock.json', 'packages/one/package.json', '.npmrc'])(
    'installs again when %s has changed',
    async (file) => {
      await run('test');
      write(
        file,
        `${existsSync(join(workspace, file)) ? readFileSync(join(workspace, file), 'utf8') : ''}\n`,
      );
      await run('test');
      expect(diary()).toHaveLength(2);
    },
  );

  it('says what failed when npm fails, and tries again the next time', async () => {
    program('npm', 'echo "$*" >> "$DIARY"; exit 7');
    const { exitCode, output } = await run('test');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/"npm install .*" failed with exit code 7/);
    await run('test');
    expect(diary()).toHaveLength(2);
  });

  it('says what to do when the pinned Node did not come', async () => {
    write('package.json', manifest('99.1.0'));
    const { exitCode, output } = await run('test');
    expect(exitCode).toBe(1);
    expect(output).toContain('Node 99.1.0 is needed');
    expect(output).toContain(`node_modules/${nodePackage}/bin/node does not run`);
    expect(output).toContain('omit=optional');
    expect(output).toContain('put Node 99 (99.1.0 or newer) first on PATH');
  });

  it('takes the Node of the machine when it is the same and newer', async () => {
    const [major] = process.versions.node.split('.');
    write('package.json', manifest(`${major}.0.0`));
    const { exitCode, output } = await run('test');
    expect(exitCode, output).toBe(0);
    expect(output).toContain(`${process.version} takes its place`);
  });

  it('names the commands for one it does not know', async () => {
    const { exitCode, output } = await run('tset');
    expect(exitCode).toBe(2);
    expect(output).toContain('Unknown command "tset". Choose one of: setup, demo, test,');
    expect(diary()).toEqual([]);
  });

  describe('where the program runs', () => {
    beforeEach(() => {
      const where = 'console.log(process.cwd());';
      write('scripts/test.ts', where);
      write('packages/server/src/main.ts', where);
    });
    const runFrom = async (cwd: string, command: string, calledFrom?: string) => {
      const env = { ...environment(), ...(calledFrom === undefined ? {} : { INIT_CWD: calledFrom }) };
      const result = await runProcess(process.execPath, [join(workspace, 'scripts/run.mjs'), command], {
        cwd,
        env,
      });
      return result.stdout.trim();
    };

    it('portcullis: the folder from which npm was called', async () => {
      // npm starts scripts in the folder of package.json, however it was called: `npm --prefix CLONE run …`.
      expect(await runFrom(workspace, 'portcullis', machine)).toBe(machine);
    });

    it('portcullis, started without npm: its own folder, whatever an npm further up was called from', async () => {
      expect(await runFrom(machine, 'portcullis', workspace)).toBe(machine);
      expect(await runFrom(machine, 'portcullis')).toBe(machine);
    });

    it('everything else: the clone', async () => {
      expect(await runFrom(workspace, 'test', machine)).toBe(workspace);
    });
  });

  it('passes on the exit code', async () => {
    write('scripts/test.ts', 'process.exit(3);');
    expect((await run('test')).exitCode).toBe(3);
  });

  it('passes on a signal and waits for the program to end', async () => {
    write(
      'scripts/test.ts',
      `process.on('SIGTERM', () => { console.log('closed'); process.exit(5); }); setInterval(() => {}, 1000); console.log('open');`,
    );
    await run('setup');
    const child = spawn(process.execPath, [join(workspace, 'scripts/run.mjs'), 'test'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (text.includes('open')) child.kill('SIGTERM');
    });
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect(stdout).toBe('open\nclosed\n');
    expect(exitCode).toBe(5);
  });

  it('passes Ctrl-C on once, as the signal the program has not seen from the terminal', async () => {
    // Like `portcullis up`: the first of each kind means "finish", a second one would end it at once.
    write(
      'scripts/test.ts',
      `for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => {
        console.log(signal);
        if (signal === 'SIGTERM') setTimeout(() => process.exit(5), 50);
      });
      setInterval(() => {}, 1000); console.log('open');`,
    );
    await run('setup');
    const child = spawn(process.execPath, [join(workspace, 'scripts/run.mjs'), 'test'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      // The terminal tells everybody in the group, and npm passes it on to run.mjs again.
      if (text.includes('open')) process.kill(-(child.pid ?? 0), 'SIGINT');
      if (text.includes('SIGTERM')) child.kill('SIGINT');
    });
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect(stdout.trim().split('\n').sort()).toEqual(['SIGINT', 'SIGTERM', 'open']);
    expect(exitCode).toBe(5);
  });
});

function run(...args: readonly string[]): Promise<RunResult> {
  return runProcess(process.execPath, [join(workspace, 'scripts/run.mjs'), ...args], { env: environment() });
}

/** No real npm can be reached: PATH has the diary-keeping one and the shell's tools. */
function environment(): Record<string, string> {
  return { PATH: `${machine}:/usr/bin:/bin`, DIARY: join(machine, 'diary') };
}

function manifest(version: string): string {
  return JSON.stringify({ workspaces: ['packages/one'], optionalDependencies: { [nodePackage]: version } });
}

function diary(): string[] {
  const file = join(machine, 'diary');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), content);
}

function program(name: string, script: string): void {
  writeFileSync(join(machine, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(machine, name), 0o755);
}
