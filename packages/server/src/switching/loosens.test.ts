import { untouchedSwitch } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { asked, checkout, opensAt } from '../../test/support/asked-modes.ts';
import { loosens } from './loosens.ts';
import { type ModesAsked, tightens } from './tightens.ts';

const table: readonly (readonly [string, before: ModesAsked, after: ModesAsked, boolean])[] = [
  ['nothing else than its message', asked('closed'), asked('closed'), false],
  ['an open site', asked('read-only'), asked('open'), true],
  [
    'an open site that keeps its area',
    asked('closed', checkout('closed')),
    asked('open', checkout('closed')),
    true,
  ],
  ['a looser site', asked('closed'), asked('read-only'), true],
  ['a stricter site', asked('read-only'), asked('closed'), false],
  ['a looser area', asked('read-only'), asked('read-only', checkout('open')), true],
  ['an area that is no longer stricter', asked('read-only', checkout('closed')), asked('read-only'), true],
  ['an area that is no longer looser', asked('read-only', checkout('open')), asked('read-only'), false],
  ['a stricter site with a looser area', asked('read-only'), asked('closed', checkout('open')), true],
  ['an opening', asked('closed'), asked('closed', { expires: opensAt(9) }), true],
  ['an opening of a stricter site', asked('read-only'), asked('closed', { expires: opensAt(9) }), true],
  [
    'an earlier opening',
    asked('closed', { expires: opensAt(9) }),
    asked('closed', { expires: opensAt(8) }),
    true,
  ],
  [
    'the same opening',
    asked('closed', { expires: opensAt(9) }),
    asked('closed', { expires: opensAt(9) }),
    false,
  ],
  [
    'a later opening',
    asked('closed', { expires: opensAt(9) }),
    asked('closed', { expires: opensAt(10) }),
    false,
  ],
  ['no opening any more', asked('closed', { expires: opensAt(9) }), asked('closed'), false],
  ['no production mode', asked('open', { production: true }), asked('open'), true],
];

it.each(table)('%s', (_, before, after, expected) => {
  const window = { ...untouchedSwitch('shop'), epoch: 3, ...before };
  expect(loosens(window, after)).toBe(expected);
  // What neither loosens nor tightens is the same for everybody who asks for anything.
  if (!expected && !tightens({ stored: window, inForce: window }, after)) {
    expect({ ...after }).toEqual({ ...before });
  }
});
