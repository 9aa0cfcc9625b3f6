import type * as FastCheck from 'fast-check';
import { beforeEach, vi } from 'vitest';

/** Mutants die of examples, not of luck: drawn cases are few, and the same in every run. */
const drawn = { numRuns: 20, seed: 1 };

vi.mock('fast-check', async (importOriginal) => {
  const original = await importOriginal<typeof FastCheck>();
  const assert = <Drawn>(
    property: FastCheck.IRawProperty<Drawn>,
    parameters?: FastCheck.Parameters<Drawn>,
  ): unknown => original.assert(property, { ...parameters, ...drawn });
  return { ...original, assert, default: { ...original.default, assert } };
});

/** Watchdogs over megabytes: where every branch is counted, one of them takes a minute. */
const watchdogs =
  /goes on and on|a megabyte of|a thousand parameters|in linear time|no time that grows|00,000 deep/;

beforeEach(({ task, skip }) => {
  if (watchdogs.test(task.name)) skip();
});
