import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['portcullis-source', 'node'] };

/** The unit tests that hold readings and decisions, as quick as thousands of runs need them: stryker.config.mjs. */
export default defineConfig({
  resolve,
  ssr: { resolve },
  test: {
    environment: 'node',
    include: ['packages/gate/src/{reading,decide}/**/*.test.ts', 'packages/gate/src/graphql.test.ts'],
    // A mutant that only some draws find would make another score of each run.
    exclude: ['**/*.property.test.ts'],
    setupFiles: ['test/mutation/quick-tests.ts'],
    // One worker for each mutant, not one for each file: 3 s for all tests in place of 12.
    isolate: false,
    testTimeout: 60_000,
  },
});
