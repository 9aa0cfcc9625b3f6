import { copyFileSync, existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole } from './build-console.ts';
import { bundlePackage } from './bundle.ts';
import { type RunOptions, runProcess } from './run-process.ts';
import { publishedPackages, root } from './workspace.ts';

/**
 * Builds every published package to its `dist`: declarations by `tsc -b`, which knows the order and skips what has
 * not changed; JavaScript and its source maps bundled; the console, which the server brings along. Returns whether it
 * worked; messages go to `write`.
 */
export async function build(options: Pick<RunOptions, 'write' | 'signal'> = {}): Promise<boolean> {
  const packages = publishedPackages();
  const folders = packages.map(({ folder }) => folder);
  for (const folder of folders) {
    // Without its output, tsc's own memory of the last build would be wrong; JavaScript alone may lie there.
    if (!existsSync(join(root, folder, 'dist', 'index.d.ts')))
      rmSync(join(root, folder, 'dist.tsbuildinfo'), { force: true });
  }
  const tsc = join(root, 'node_modules/typescript-native/bin/tsc');
  const { exitCode } = await runProcess(process.execPath, [tsc, '-b', 'tsconfig.build.json'], {
    cwd: root,
    ...options,
  });
  if (exitCode !== 0) return false;
  for (const one of packages) {
    const { folder } = one;
    removeStaleDeclarations(join(root, folder));
    await bundlePackage(one);
    copyFileSync(join(root, 'LICENSE'), join(root, folder, 'LICENSE')); // each tarball carries it
  }
  return buildConsole(options);
}

/** tsc never deletes: what was built from a file that has since gone would be published. */
function removeStaleDeclarations(packageFolder: string): void {
  for (const file of globSync('dist/**/*.{d.ts,d.ts.map}', { cwd: packageFolder })) {
    const source = file.replace(/^dist/, 'src').replace(/\.d\.ts(?:\.map)?$/, '.ts');
    if (!existsSync(join(packageFolder, source))) rmSync(join(packageFolder, file));
  }
}

if (import.meta.main) {
  const startedMs = Date.now();
  const worked = await build({ write: (text) => process.stdout.write(text) });
  console.log(
    worked
      ? `Built in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`
      : 'The build failed; the messages are above.',
  );
  process.exitCode = worked ? 0 : 1;
}
