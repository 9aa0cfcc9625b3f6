import { expect, it } from 'vitest';
import type { Mode } from './mode.ts';
import { type Actor, isSameActor, isStricterSomewhere, ownersOf, untouchedSwitch } from './switch.ts';

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

const ada: Actor = { kind: 'operator', name: 'ada' };
const sam: Actor = { kind: 'operator', name: 'sam' };
const key: Actor = { kind: 'key', name: 'ada' };

it('tells a key from the operator it is named after', () => {
  expect([isSameActor(ada, { ...ada }), isSameActor(ada, key), isSameActor(ada, sam)]).toEqual([
    true,
    false,
    false,
  ]);
});

it.each([
  ['who opened it', { opened: { by: ada, at: 1 }, setBy: ada }, [ada]],
  ['who opened it and who made it stricter', { opened: { by: ada, at: 1 }, setBy: sam }, [ada, sam]],
  ['whoever is known, of one from before this was kept', { opened: null, setBy: sam }, [sam]],
  ['nobody, while none is open', { mode: 'open', opened: null, setBy: sam }, []],
] as const)('a window belongs to %s', (_, changes, expected) => {
  const window = { ...untouchedSwitch('shop'), mode: 'closed', actor: key, ...changes } as const;
  expect(ownersOf(window)).toEqual(expected);
});
