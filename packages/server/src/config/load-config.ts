import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PortcullisError } from '@portcullis/gate';

export interface LoadedConfig {
  readonly input: unknown;
  /** The file, or what stands for it in messages. */
  readonly source: string;
  /** Relative paths in it start here. */
  readonly directory: string;
}

const usualNames = [
  'portcullis.config.ts',
  'portcullis.config.js',
  'portcullis.config.mjs',
  'portcullis.config.json',
];

/** The named file, or the usual one in this folder; null when there is none. */
export async function loadConfig(
  file: string | null,
  workingDirectory: string,
): Promise<LoadedConfig | null> {
  const found = file ?? usualNames.find((name) => existsSync(resolve(workingDirectory, name))) ?? null;
  if (found === null) return null;
  const path = resolve(workingDirectory, found);
  const input = extname(path) === '.json' ? await loadJson(path) : await loadModule(path);
  return { input, source: path, directory: dirname(path) };
}

async function loadJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, 'the file cannot be read', cause);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unreadable(path, 'it is not valid JSON', cause);
  }
}

async function loadModule(path: string): Promise<unknown> {
  if (!existsSync(path)) throw unreadable(path, 'there is no such file', undefined);
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
    if (module.default === undefined) throw new Error('it has no default export');
    return module.default;
  } catch (cause) {
    throw unreadable(path, 'it cannot be imported', cause, adviceFor(path, cause));
  }
}

/** `npm init` makes folders of CommonJS, where Node reads neither `import` nor `export` in a .ts or .js. */
function adviceFor(path: string, cause: unknown): string {
  const isCommonJs =
    cause instanceof SyntaxError && /import statement outside a module|token 'export'/.test(cause.message);
  if (!isCommonJs) return usualAdvice;
  const name = basename(path, extname(path));
  return `Call it ${name}.mjs (or .mts, with --config), because package.json beside it says "type": "commonjs".`;
}

const usualAdvice =
  'Expected JSON, or a module whose default export is defineConfig({ … }). Correct it, or make a new one with `portcullis init`.';

function unreadable(path: string, what: string, cause: unknown, advice = usualAdvice): PortcullisError {
  const detail = cause instanceof Error ? ` (${cause.message}${placeOf(cause)})` : '';
  return new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `${path} cannot be used: ${what}${detail}. ${advice}`,
    { cause },
  );
}

/** Node keeps the file and line of a syntax error on the first line of its stack, and nowhere else. */
function placeOf({ stack }: Error): string {
  const place = /^(\/.*:\d+)\n/.exec(stack ?? '');
  return place ? `, at ${place[1]}` : '';
}
