import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Three kinds of tests, told apart by what they open: `unit` opens nothing and lies beside its source;
 * `integration` opens files, sockets or processes and lies in a `test/` folder; `browser` opens Chromium.
 */
// Vitest hands these to Node as --conditions. `import` must not be among them: require() would follow it, too,
// and get an ES module where pg expects its CommonJS pool.
const resolve = { conditions: ['portcullis-source', 'node'] };
const shared = { resolve, ssr: { resolve } };
/** A watchdog: what is waited for comes when a busy machine gets to it. The usual second is an assertion on a duration. */
const patient = { poll: { timeout: 20_000 } };

/** Files with servers run in other processes than those without, and a handle left open fails its file. */
const opening = {
  environment: 'node',
  expect: patient,
  pool: 'forks' as const,
  isolate: false, // docs/adr/0012
  globalSetup: ['test/setup/bundle-program.ts'],
  setupFiles: ['test/setup/leaked-handles.ts', 'test/setup/put-back-globals.ts'],
  // Programs start hundreds of times: with what was compiled before, in half the time.
  env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.portcullis/compiled', import.meta.url)) },
};

export default defineConfig({
  test: {
    // One more than cores: much of a test with servers is waiting for them to start and to stop.
    maxWorkers: 3,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          expect: patient,
          environment: 'node',
          isolate: false, // docs/adr/0012
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'test/unit/**/*.test.ts'],
          // A watchdog, not a measurement: thousands of drawn cases beside a compiler on two cores take their time.
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          ...opening,
          name: 'integration',
          include: [
            'packages/*/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'test/integration/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          ...opening,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A browser is several processes by itself.
          maxWorkers: 2,
        },
      },
    ],
  },
});
