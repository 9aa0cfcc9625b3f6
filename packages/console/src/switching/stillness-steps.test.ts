import { expect, it } from 'vitest';
import { stillnessSteps } from './stillness-steps.ts';

type Given = Parameters<typeof stillnessSteps>[0];

it.each<[Given['direction'], Given['phase'], readonly string[], readonly string[]]>([
  [null, null, [], []],
  ['on', 'announce', [], ['freeze current', 'drain to-come', 'guards to-come', 'watch to-come']],
  ['on', 'guards', ['x'], ['freeze done', 'drain done', 'guards current', 'watch to-come']],
  ['on', 'watch', [], ['freeze done', 'drain done', 'guards done', 'watch done']],
  [
    'off',
    'checks',
    [],
    ['checks current', 'open-guards to-come', 'open-mode to-come', 'resume-workers to-come'],
  ],
  [
    'off',
    'resume-workers',
    [],
    ['checks done', 'open-guards done', 'open-mode done', 'resume-workers current'],
  ],
])('%s, %s', (direction, phase, missing, expected) => {
  const steps = stillnessSteps({ direction, phase, missing: [...missing] });
  expect(steps.map(({ phase: each, state }) => `${each} ${state}`)).toEqual(expected);
});

it('is not at rest while something is missing', () => {
  const steps = stillnessSteps({
    direction: 'on',
    phase: 'watch',
    missing: ['worker mail: does not answer'],
  });
  expect(steps.at(-1)).toEqual({ phase: 'watch', state: 'current' });
});
