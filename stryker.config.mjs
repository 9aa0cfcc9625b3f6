/**
 * Mutants of the code that reads and decides: `npm run prove mutants-decide mutants-targets mutants-bodies`, or, for the
 * survivors of one file, `npx stryker run --mutate packages/gate/src/reading/readings.ts`.
 *
 * @type {import('@stryker-mutator/core').PartialStrykerOptions}
 */
export default {
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  mutate: ['packages/gate/src/{reading,decide}/**/*.ts', '!**/*.test.ts'],
  // The copy that is mutated needs nothing else.
  ignorePatterns: [
    '/*',
    '!/packages',
    '/packages/*',
    '!/packages/gate',
    '!/test',
    '/test/*',
    '!/test/mutation',
    '!/package.json',
    '!/tsconfig.json',
  ],
  coverageAnalysis: 'perTest',
  // Whoever proves something works on the machine meanwhile.
  concurrency: 1,
  tempDirName: '.portcullis/stryker',
  incremental: true,
  incrementalFile: '.portcullis/mutants.json',
  logLevel: 'error',
  reporters: ['clear-text'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  // Vitest checks no types: there is nothing to silence in the copy.
  disableTypeChecks: false,
};
