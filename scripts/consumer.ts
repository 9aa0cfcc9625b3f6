import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Entry, PackedPackage } from './packed-package.ts';
import { type RunResult, runProcess } from './run-process.ts';
import { readJson, root } from './workspace.ts';

/** A fresh project outside the workspace that has installed the tarballs, as a user would. */
export interface Consumer {
  /** Runs a line of JavaScript as a module of this kind. */
  evaluate(kind: 'module' | 'commonjs', code: string): Promise<RunResult>;
  runBin(name: string, args: readonly string[]): Promise<RunResult>;
  /** Runs any program in the project's folder. */
  run(file: string, args: readonly string[]): Promise<RunResult>;
  typeCheck(entries: readonly Entry[]): Promise<RunResult>;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>;
}

export async function installConsumer(packages: readonly PackedPackage[], folder: string): Promise<Consumer> {
  mkdirSync(folder);
  for (const { tarball } of packages) copyFileSync(tarball, join(folder, basename(tarball)));
  const { packages: locked } = readJson<Lock>(join(root, 'package-lock.json'));
  const manifest = {
    name: 'consumer',
    version: '1.0.0',
    private: true,
    dependencies: dependencies(packages, locked),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), lockFor(manifest));
  const args = [
    'install',
    '--prefer-offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { exitCode, output } = await runProcess('npm', args, { cwd: folder });
  if (exitCode !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${output}`);

  const node = (args: readonly string[]) => runProcess(process.execPath, args, { cwd: folder });
  return {
    evaluate: (kind, code) => node([`--input-type=${kind}`, '--eval', code]),
    run: (file, args) => runProcess(file, args, { cwd: folder }),
    runBin: (name, args) => runProcess(join(folder, 'node_modules/.bin', name), args, { cwd: folder }),
    typeCheck(entries) {
      const lines = entries.map(({ specifier }, index) => `import * as entry${index} from '${specifier}';`);
      const names = entries.map((_, index) => `entry${index}`);
      writeFileSync(
        join(folder, 'consumer.mts'),
        [...lines, `console.log(${names.join(', ')});`, ''].join('\n'),
      );
      const options = [
        '--module',
        'nodenext',
        '--target',
        'es2024',
        '--strict',
        '--noEmit',
        '--types',
        'node',
      ];
      return node([join(root, 'node_modules/typescript/bin/tsc'), ...options, 'consumer.mts']);
    },
  };
}

/** With our lock file npm resolves nothing anew: the same bytes as in the workspace, out of its cache. */
export function lockFor(manifest: { readonly name: string; readonly version: string }): string {
  const { packages: locked } = readJson<Lock>(join(root, 'package-lock.json'));
  const thirdParty = Object.entries(locked).filter(
    ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
  );
  const packages = { '': manifest, ...Object.fromEntries(thirdParty) };
  return JSON.stringify({ ...manifest, lockfileVersion: 3, requires: true, packages });
}

/** The tarballs, their peers (a published suite asks for the test runner), and what every TypeScript project has. */
function dependencies(packages: readonly PackedPackage[], locked: Lock['packages']): Record<string, string> {
  const peers = packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}));
  const installed = ['@types/node', ...peers].map((name) => [
    name,
    locked[`node_modules/${name}`]?.version ?? '*',
  ]);
  const ours = packages.map(({ manifest, tarball }) => [manifest.name, `file:${basename(tarball)}`]);
  return Object.fromEntries([...installed, ...ours]);
}
