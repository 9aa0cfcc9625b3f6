import { defineConfig } from 'vitest/config';
import { NearestFirst } from './nearest-first.ts';

const resolve = { conditions: ['portcullis-source', 'node'] };

/** What is mutated, as `prove` says it; without it, everything. */
const mutated = process.env.PORTCULLIS_MUTANTS;

const decisions = 'packages/gate/src/decide/**/*.test.ts';
const targets = 'packages/gate/src/reading/*.test.ts';
const bodies = ['packages/gate/src/reading/*/**/*.test.ts', 'packages/gate/src/graphql.test.ts'];

/**
 * What is compiled when a test file is loaded may change any test: such a mutant meets all of them, so they are only
 * those that speak of it.
 */
const include = {
  decide: [decisions],
  targets: [targets, decisions, 'packages/gate/src/reading/body/body-overrides.test.ts'],
  bodies: [...bodies, 'packages/gate/src/decide/body-access.test.ts'],
};

/** The unit tests that hold readings and decisions, as quick as thousands of runs need them: stryker.config.mjs. */
export default defineConfig({
  resolve,
  ssr: { resolve },
  test: {
    environment: 'node',
    include:
      mutated === 'decide' || mutated === 'targets' || mutated === 'bodies'
        ? include[mutated]
        : [targets, decisions, ...bodies],
    // A mutant that only some draws find would make another score of each run; and counted branches cost time.
    exclude: ['**/*.property.test.ts', '**/cost.test.ts'],
    sequence: { sequencer: NearestFirst },
    setupFiles: ['test/mutation/quick-tests.ts'],
    // One worker for each mutant, not one for each file: 3 s for all tests in place of 12.
    isolate: false,
    testTimeout: 60_000,
  },
});
