import { expect, it } from 'vitest';
import type { Mode } from './mode.ts';
import { isStricterSomewhere } from './switch.ts';

const state = (mode: Mode, areas: Readonly<Record<string, Mode>> = {}) => ({ mode, areas });
const area = (name: string, mode: Mode) => ({ [name]: mode });
const open = state('open');
const checkout = state('open', { checkout: 'read-only' });
const readOnly = state('read-only');
const looser = state('read-only', { checkout: 'open' });
const closed = state('closed', { checkout: 'read-only' });

it.each([
  ['nothing', open, open, false],
  ['an area', checkout, open, true],
  ['the site beside an area', readOnly, checkout, true],
  ['the site, with an area that is looser', looser, checkout, true],
  ['an area that had been looser', readOnly, looser, true],
  ['all of it', closed, readOnly, true],
  ['nothing, but looser', open, closed, false],
  ['nothing, but an area looser', looser, readOnly, false],
  ['an area with a name that every object knows', state('open', area('constructor', 'closed')), open, true],
  ['nothing, but such an area looser', readOnly, state('read-only', area('toString', 'closed')), false],
])('what is stricter now: %s', (_, now, before, expected) => {
  expect(isStricterSomewhere(now, before)).toBe(expected);
});
