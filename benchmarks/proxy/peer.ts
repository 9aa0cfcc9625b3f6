import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Loads a package of benchmarks/node_modules. Not by `import`: the peers are installed by the bench command only, and
 * type-checking a fresh clone must not need them, so each contender names the few types it uses.
 */
export function requirePeer<T>(name: string): T {
  return require(name) as T;
}
