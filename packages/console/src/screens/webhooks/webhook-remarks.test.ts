import { expect, it } from 'vitest';
import { isBad, webhookRemarks } from './webhook-remarks.ts';

const webhook = {
  during: 'hold',
  lacksSecret: false,
  waiting: 7,
  failed: 0,
  paused: null,
  most: 10,
} as const;
const paused = { at: 1, by: 'operator:ada', reason: 'a bad deploy' };

it.each([
  [[], {}],
  [['failed', 'nearly-full'], { failed: 1 }],
  [['nearly-full'], { waiting: 9 }],
  [['failed', 'full'], { failed: 3 }],
  [['full'], { waiting: 11 }],
  [['no-secret'], { lacksSecret: true }],
  [['paused'], { paused }],
  [['no-rule'], { during: null, most: null, waiting: 1_000 }],
  [['failed', 'no-secret', 'full', 'paused'], { failed: 9, lacksSecret: true, paused }],
] as const)('%j', (remarks, changes) => {
  expect(webhookRemarks({ ...webhook, ...changes })).toEqual(remarks);
});

it('is red where something is lost or waits for a decision, not where somebody decided', () => {
  const all = ['failed', 'no-secret', 'full', 'nearly-full', 'paused', 'no-rule'] as const;
  expect(all.filter(isBad)).toEqual(['failed', 'no-secret', 'full']);
});
