import { join } from 'node:path';

/**
 * The program as users get it: tests that start it as a process start what `test/setup/bundle-program.ts` has bundled
 * from the sources, a fifth of what the sources themselves take to load.
 */
export const program = join(import.meta.dirname, '..', '..', 'packages', 'server', 'dist', 'main.js');
