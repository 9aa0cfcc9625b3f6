import { describe, expect, test } from 'vitest';
import type { DebugSwitch } from '../model/production.ts';
import { targetSwitchesOf, withoutSwitches } from './debug-switches.ts';
import { readTarget } from './read-target.ts';

const debug: DebugSwitch = {
  in: 'query',
  name: 'debug',
  off: '0',
  falsy: ['', '0', 'false', 'off', 'no'],
  isRemembered: true,
  for: 'restricted',
};
const xdebug: DebugSwitch = {
  in: 'query',
  name: 'XDEBUG_TRIGGER',
  off: null,
  falsy: [],
  isRemembered: false,
  for: 'restricted',
};
const front: DebugSwitch = { in: 'path', name: '/app_dev.php', for: 'restricted' };

function read(target: string, { switches = [debug], isRemembering = false } = {}) {
  return withoutSwitches(readTarget(target), targetSwitchesOf(switches), { isRemembering });
}

describe('a switch that is turned off by a value', () => {
  test.each([
    ['/odoo?debug=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?debug=assets,tests', '/odoo?debug=0', '/odoo'],
    ['/odoo?debug=1&view=list', '/odoo?view=list&debug=0', '/odoo?view=list'],
    ['/odoo?view=list&debug=1&x=%41', '/odoo?view=list&x=%41&debug=0', '/odoo?view=list&x=%41'],
    ['/odoo?debug=1&debug=0', '/odoo?debug=0', '/odoo'],
    ['/odoo?debug=0&debug=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?%64ebug=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?%64%65%62%75%67=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?%2564ebug=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?Debug=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?debug[]=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?debug%5B%5D=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?+debug=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?x=1;debug=1', '/odoo?x=1&debug=0', '/odoo?x=1'],
    ['/odoo?x=1;y=2;debug=1&z=3', '/odoo?x=1;y=2&z=3&debug=0', '/odoo?x=1;y=2&z=3'],
    ['/odoo??debug=1', '/odoo?debug=0', '/odoo'],
    ['/odoo?&debug=1&', '/odoo?debug=0', '/odoo'],
    ['/web/image/1?debug=1', '/web/image/1?debug=0', '/web/image/1'],
  ])('%s goes on as %s, a person is sent to %s', (target, rewritten, plain) => {
    const found = read(target);
    expect(found).toEqual({ rewritten, plain, asks: true });
    // Decided again, nothing is left to be done.
    expect(read(rewritten, { isRemembering: true }).rewritten).toBe(rewritten);
  });

  test.each(['', '0', 'false', 'off', 'no', 'FALSE', '%30'])('the value %j keeps it off', (value) => {
    expect(read(`/odoo?debug=${value}`).asks).toBe(false);
    expect(read(`/odoo?debug=${value}`).rewritten).toBe('/odoo?debug=0');
    expect(read(`/odoo?debug=${value}&debug=1`).asks).toBe(true);
  });

  test('a name alone has an empty value', () => {
    expect(read('/odoo?debug')).toEqual({ rewritten: '/odoo?debug=0', plain: '/odoo', asks: false });
  });

  test.each([
    '/odoo',
    '/odoo?',
    '/odoo?x=1',
    '/odoo?debugging=1',
    '/odoo?nodebug=1',
    '/debug?x=debug',
    '/odoo?x=debug=1',
    '/odoo?redirect=%2Fodoo%3Fdebug%3D1',
  ])('%s stays as it is', (target) => {
    expect(read(target)).toEqual({ rewritten: target, plain: target, asks: false });
  });

  test('an application that remembers it is told with every page', () => {
    expect(read('/odoo', { isRemembering: true }).rewritten).toBe('/odoo?debug=0');
    expect(read('/odoo?x=1', { isRemembering: true }).rewritten).toBe('/odoo?x=1&debug=0');
    expect(read('/odoo?', { isRemembering: true }).rewritten).toBe('/odoo?debug=0');
    expect(read('/odoo?x=1&debug=0', { isRemembering: true }).rewritten).toBe('/odoo?x=1&debug=0');
    expect(read('/odoo', { isRemembering: true })).toMatchObject({ plain: '/odoo', asks: false });
  });
});

test('a switch that is taken away leaves nothing behind', () => {
  const switches = [xdebug];
  expect(read('/?XDEBUG_TRIGGER=1', { switches })).toEqual({ rewritten: '/', plain: '/', asks: true });
  expect(read('/?a=1&XDEBUG_TRIGGER&b=2', { switches }).rewritten).toBe('/?a=1&b=2');
  // PHP makes underscores of dots and blanks.
  expect(read('/?XDEBUG.TRIGGER=1', { switches }).rewritten).toBe('/');
  expect(read('/?XDEBUG%20TRIGGER=1', { switches }).rewritten).toBe('/');
  expect(read('/?debug=1', { switches }).rewritten).toBe('/?debug=1');
});

test('a path that is the same page with debugging', () => {
  const switches = [front, debug];
  expect(read('/app_dev.php/orders/5?x=1', { switches })).toEqual({
    rewritten: '/orders/5?x=1',
    plain: '/orders/5?x=1',
    asks: true,
  });
  expect(read('/app_dev.php', { switches }).rewritten).toBe('/');
  expect(read('/app_dev.php/app_dev.php/x', { switches }).rewritten).toBe('/x');
  expect(read('/app_dev.php?debug=1', { switches }).rewritten).toBe('/?debug=0');
  // What keeps another switch off is no reason to leave this one.
  expect(read('/app_dev.php/x?debug=0', { switches }).rewritten).toBe('/x?debug=0');
  expect(read('/app_dev.phpx', { switches }).rewritten).toBe('/app_dev.phpx');
});

test('a long query costs little', () => {
  const query = Array.from({ length: 1_000 }, (_, index) => `%64ebu${index}=1`).join('&');
  const started = performance.now();
  expect(read(`/odoo?${query}`).asks).toBe(false);
  // A watchdog: it takes 5 ms.
  expect(performance.now() - started).toBeLessThan(2_000);
});
