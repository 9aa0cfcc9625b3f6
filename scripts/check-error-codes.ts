import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorRegistry } from '../packages/gate/src/model/error-registry.ts';

/** Codes that no source of a package gives: documented errors that nobody can ever meet. */
export function unusedErrorCodes(root: string): string[] {
  const sources = globSync('packages/*/src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('/error-registry.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'));
  return Object.keys(errorRegistry).filter((code) => !sources.some((source) => source.includes(`'${code}'`)));
}
