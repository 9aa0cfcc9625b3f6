import { PortcullisError } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { lockedOutWithOptions, notYoursWithOptions } from './with-options.ts';

const lockedOut = new PortcullisError('PORTCULLIS_LOCKED_OUT', 'Nothing was changed.');
const messageOf = (error: unknown) => (error instanceof Error ? error.message : '');

it.each([
  [{}, 'To prove it: --pass YOU, or --cookie "…" --host NAME. To go on without: --force --reason "…".'],
  [{ pass: 'ada' }, 'To prove it: --cookie "…" --host NAME. To go on without: --force --reason "…".'],
  [{ pass: 'ada', cookie: 'a=1' }, 'To go on without: --force --reason "…".'],
])('a refused on names the options that were not given: %j', (given, hint) => {
  expect(messageOf(lockedOutWithOptions(lockedOut, given))).toBe(`Nothing was changed.\n${hint}`);
});

it('leaves every other error as it is', () => {
  const other = new PortcullisError('PORTCULLIS_USAGE', 'What?');
  expect([lockedOutWithOptions(other, {}), notYoursWithOptions(lockedOut)]).toEqual([other, lockedOut]);
});
