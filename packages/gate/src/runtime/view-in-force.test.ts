import { expect, it } from 'vitest';
import { siteOf } from '../../test/support/decide-fixtures.ts';
import { isStricterSomewhere } from './view-in-force.ts';

const areas = { checkout: { routes: ['/cart/**'] } };
const policy = { areas };
const open = siteOf({ policy, mode: 'open' });
const checkout = siteOf({ policy, mode: 'open', areas: { checkout: 'read-only' } });
const readOnly = siteOf({ policy, mode: 'read-only' });
const looser = siteOf({ policy, mode: 'read-only', areas: { checkout: 'open' } });
const closed = siteOf({ policy, mode: 'closed', areas: { checkout: 'read-only' } });

it.each([
  ['nothing', open, open, false],
  ['an area', checkout, open, true],
  ['the site beside an area', readOnly, checkout, true],
  ['the site, with an area that is looser', looser, checkout, true],
  ['an area that had been looser', readOnly, looser, true],
  ['all of it', closed, readOnly, true],
  ['nothing, but looser', open, closed, false],
  ['nothing, but an area looser', looser, readOnly, false],
])('what is stricter now: %s', (_, now, before, expected) => {
  expect(isStricterSomewhere(now, before)).toBe(expected);
});
