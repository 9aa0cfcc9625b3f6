import { expect, it } from 'vitest';
import { modeOfChange } from './mode-of-change.ts';

const open = { mode: 'open', areas: {} } as const;
const closed = { mode: 'closed', areas: {} } as const;

it.each([
  ['the site closes', open, closed, 'closed'],
  ['the site opens', closed, open, 'open'],
  ['an area closes, the site stays open', open, { mode: 'open', areas: { backend: 'closed' } }, 'closed'],
  [
    'an area closes and another opens',
    { mode: 'open', areas: { shop: 'closed' } },
    { mode: 'open', areas: { backend: 'read-only' } },
    'read-only',
  ],
  ['an area opens again', { mode: 'open', areas: { backend: 'closed' } }, open, 'open'],
  ['the site opens but for an area', closed, { mode: 'open', areas: { backend: 'closed' } }, 'open'],
  [
    'the site opens while an area closes',
    { mode: 'read-only', areas: {} },
    { mode: 'open', areas: { backend: 'closed' } },
    'closed',
  ],
  [
    'the site goes read-only while an area closes',
    open,
    { mode: 'read-only', areas: { backend: 'closed' } },
    'read-only',
  ],
  ['an area is named with the mode that it has', open, { mode: 'open', areas: { backend: 'open' } }, null],
  ['only the message changes', closed, closed, null],
] as const)('%s', (_name, from, to, expected) => {
  expect(modeOfChange(from, to)).toBe(expected);
});
