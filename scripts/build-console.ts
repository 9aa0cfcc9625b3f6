import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type RunOptions, runProcess } from './run-process.ts';
import { readJson, root } from './workspace.ts';

const source: string = join(root, 'packages', 'console');
/** Where the server finds it, and npm packs it. */
const destination: string = join(root, 'packages', 'server', 'dist', 'console');

/** What a screen loads, gzipped, in bytes. */
export interface ConsoleSize {
  readonly script: number;
  readonly style: number;
}

/** Of the first load: what is there when the start screen can be used. */
export const consoleBudget: ConsoleSize = { script: 150 * 1024, style: 20 * 1024 };

interface Chunk {
  readonly file: string;
  readonly name?: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

/**
 * Builds the console into its own `dist`, each text beside its compressed forms, which are made once and not at each
 * request, and copies it into the server's. Returns whether it worked. Several may build at once, as parts of the tests do: each
 * builds apart, and puts what is whole in its place.
 */
export async function buildConsole(options: Pick<RunOptions, 'write' | 'signal'> = {}): Promise<boolean> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const wanted = hashOfSources();
  const apart = mkdtempSync(join(root, 'node_modules', '.console-'));
  const built = join(apart, 'dist');
  const arguments_ = ['build', '--logLevel', 'warn', '--outDir', built, '--emptyOutDir'];
  const { exitCode } = await runProcess(process.execPath, [vite, ...arguments_], {
    cwd: source,
    // Tests set another, with which everything would be built as for development: half as large again, and slower.
    env: { NODE_ENV: 'production' },
    ...options,
  });
  if (exitCode !== 0) {
    rmSync(apart, { recursive: true, force: true });
    return false;
  }
  // The server writes into index.html; all others go out as they are.
  for (const file of globSync('**/*.{js,css,svg}', { cwd: built })) {
    const path = join(built, file);
    const content = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(content));
  }
  const copied = join(apart, 'console');
  cpSync(built, copied, { recursive: true, filter: (file) => !basename(file).startsWith('.') });
  writeFileSync(join(built, stamp), wanted);
  putInPlace(copied, destination, apart);
  putInPlace(built, join(source, 'dist'), apart);
  rmSync(apart, { recursive: true, force: true });
  return true;
}

/** What it was built from. */
const stamp = '.built-from';

/** Whoever looks meanwhile finds the one or the other, or for a moment nothing; never a half. */
function putInPlace(made: string, place: string, apart: string): void {
  mkdirSync(dirname(place), { recursive: true });
  for (let tries = 1; ; tries += 1) {
    try {
      if (existsSync(place)) renameSync(place, join(apart, `${basename(place)}-before-${tries}`));
      renameSync(made, place);
      return;
    } catch (error) {
      // Somebody else did the same in between.
      if (tries === 20) throw error;
    }
  }
}

/** Builds the console unless what lies there was built from these very sources. Returns whether it is there now. */
export async function ensureConsole(options: Pick<RunOptions, 'write' | 'signal'> = {}): Promise<boolean> {
  const builtFrom = join(source, 'dist', stamp);
  const isCopied = existsSync(join(destination, 'index.html'));
  if (isCopied && existsSync(builtFrom) && readFileSync(builtFrom, 'utf8') === hashOfSources()) return true;
  return buildConsole(options);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  const files = globSync(['index.html', 'package.json', 'vite.config.ts', '{src,public}/**/*'], {
    cwd: source,
  });
  for (const file of files.sort()) {
    const path = join(source, file);
    if (statSync(path).isFile()) hash.update(file).update('\0').update(readFileSync(path)).update('\0');
  }
  // What it is built with, and of, and how.
  for (const file of [join(root, 'package-lock.json'), import.meta.filename]) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** What start and sign-in load of the console as it was built, in its largest language; without the chart. */
export function firstLoadOfConsole(): ConsoleSize {
  const manifest = readJson<Record<string, Chunk>>(join(source, 'dist', '.vite', 'manifest.json'));
  const languages = globSync('src/texts/*/screens.ts', { cwd: source }).map((file) =>
    basename(dirname(file)),
  );
  const sizes = languages.map((language) => {
    const [chunk] = Object.entries(manifest).find(([, { name }]) => name === language) ?? [language];
    return sizeOf(manifest, ['index.html', chunk]);
  });
  return {
    script: Math.max(...sizes.map(({ script }) => script)),
    style: Math.max(...sizes.map(({ style }) => style)),
  };
}

function sizeOf(manifest: Readonly<Record<string, Chunk>>, entries: readonly string[]): ConsoleSize {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const waiting = [...entries];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = manifest[name];
    if (chunk === undefined) throw new Error(`Expected ${name} in the manifest of the console, got none.`);
    if (scripts.has(chunk.file)) continue;
    scripts.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
    waiting.push(...(chunk.imports ?? []));
  }
  return { script: gzipped(scripts), style: gzipped(styles) };
}

function gzipped(files: ReadonlySet<string>): number {
  return [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(source, 'dist', file)), { level: 9 }).length,
    0,
  );
}
