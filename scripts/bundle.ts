import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { binEntries, exportEntries } from './packed-package.ts';
import { publishedPackages, root, type WorkspacePackage } from './workspace.ts';

/**
 * What every app loads of the gate lies in one chunk beside the index: each file more costs an import its time.
 * The adapters stay apart, because only some of them may load `node:http`.
 */
const gateCore = {
  name: 'core',
  test: /[\\/]packages[\\/]gate[\\/]src[\\/](?!adapters[\\/])/,
  minShareCount: 2,
  entriesAware: false,
};

/**
 * Writes every other character as its escape: text of one byte a character is compiled faster. They stand in literals
 * only, none of them a raw template, so that a map is off by some columns within such a line at most.
 */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      chunk.code = chunk.code.replaceAll(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

/** The JavaScript of every published package, in about a second: a program that runs, without declarations and console. */
export async function bundlePackages(): Promise<void> {
  for (const one of publishedPackages()) await bundlePackage(one);
}

/**
 * Writes the JavaScript of a package's `dist` from its sources: one file for each entry of `exports` and `bin`, and
 * chunks for what they share (docs/adr/0009). Chunks lie in `dist` itself, where `../package.json` is the package's.
 */
export async function bundlePackage({ folder, manifest }: WorkspacePackage): Promise<void> {
  const dist = join(root, folder, 'dist');
  const bundle = await rolldown({
    input: inputOf(folder, [...exportEntries(manifest), ...binEntries(manifest)]),
    platform: 'node',
    // An entry exports what its source exports, and nothing that another chunk would like to have of it.
    preserveEntrySignatures: 'strict',
    external: (id) => !/^(?:\.{0,2}[\\/]|[A-Za-z]:)/.test(id),
    transform: { target: 'es2024' },
    logLevel: 'warn',
  });
  try {
    const { output } = await bundle.write({
      dir: dist,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      sourcemap: true,
      sourcemapExcludeSources: true, // they are in the tarball, where the maps lead
      comments: { legal: true, annotation: true, jsdoc: false }, // read in the declarations; parsed at every start
      minifyInternalExports: false,
      // Short names inside of functions, as an import takes the longer the more there is to read. Functions keep theirs,
      // and lines stay lines: a stack that was not mapped is still one that somebody can read.
      minify: { compress: true, mangle: { toplevel: false }, codegen: { removeWhitespace: false } },
      codeSplitting: { groups: [gateCore] },
      plugins: [asciiOnly],
    });
    removeOthers(dist, new Set(output.map(({ fileName }) => fileName)));
  } finally {
    await bundle.close();
  }
}

/** The source behind each entry, by the name of the file that is built from it, without `.js`. */
function inputOf(folder: string, entries: ReturnType<typeof exportEntries>): Record<string, string> {
  const input: Record<string, string> = {};
  for (const { targets } of entries) {
    const name = /^\.\/dist\/(.+)\.js$/.exec(targets.default ?? '')?.[1];
    if (name === undefined)
      throw new Error(`${folder}: an entry leads to ${targets.default}, which is not ./dist/….js`);
    input[name] = join(root, folder, 'src', `${name}.ts`);
  }
  return input;
}

/** What an earlier build wrote would be published. */
function removeOthers(dist: string, written: ReadonlySet<string>): void {
  // The console lies there as well, built by itself.
  for (const file of globSync('**/*.{js,js.map}', { cwd: dist, exclude: ['console/**'] })) {
    if (!written.has(file.replaceAll('\\', '/'))) rmSync(join(dist, file));
  }
}
