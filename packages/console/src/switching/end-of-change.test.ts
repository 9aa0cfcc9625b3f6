import { expect, it } from 'vitest';
import type { Beyond } from './change-progress.ts';
import { endOfChange } from './end-of-change.ts';

it.each([
  [7, 'watch', [], false, 'still'],
  [null, 'watch', ['worker mail: no answer'], false, 'not-still'],
  [null, 'watch', [], false, 'not-still'],
  [null, null, [], true, 'runs'],
  [null, 'resume-workers', ['worker mail: no answer'], true, 'not-all-runs'],
])('since %s, %s, missing %j, open %s: %s', (since, phase, missing, isOpen, expected) => {
  const beyond = { stillness: { since, phase, missing }, now: 9 } as unknown as Beyond;
  expect(endOfChange(beyond, isOpen)).toBe(expected);
});
