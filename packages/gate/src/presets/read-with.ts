import type { Given } from '../model/parse-given.ts';
import { createProblems, throwIfAny } from '../model/parse-problems.ts';

export interface PresetOptions {
  /** How people know the place of these options, for messages. @default "preset" */
  readonly path?: string;
}

/** Reads the options of a preset. Throws PORTCULLIS_POLICY_INVALID with every problem found. */
export function readWith<Options>(value: unknown, path: string, read: (given: Given) => Options): Options {
  const problems = createProblems();
  const options = read({ path, value, problems });
  throwIfAny(problems, 'preset', 'PORTCULLIS_POLICY_INVALID');
  return options;
}
