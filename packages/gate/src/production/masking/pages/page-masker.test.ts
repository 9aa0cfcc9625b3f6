import { describe, expect, test } from 'vitest';
import { maskedId, maskResponse, plainErrors } from '../../../../test/support/mask-response.ts';
import type { ErrorSignature } from '../../../model/production.ts';

const notice = `<p role="alert">Something went wrong. Tell your administrator ${maskedId}.</p>`;
const closing = '</script></style></textarea></title>';
const page = (body: string, signatures: readonly ErrorSignature[] = [], cuts: readonly number[] = []) =>
  maskResponse({
    contentType: 'text/html; charset=utf-8',
    body,
    cuts,
    errors: { ...plainErrors, signatures },
  });

const warning =
  '<b>Warning</b>:  Undefined variable $secret in <b>/var/www/x.php</b> on line <b>12</b><br />';

describe('a debug page that answers with success', () => {
  test.each([
    '<pre id="exception_traceback" class="x">',
    '<div class="Whoops container">',
    '<script>window.ignite(window.data)',
    '<div class="exception-metadata">',
    '<div class="trace trace-as-html" id="trace-box-1">',
    '<script src="?__debugger__=yes&amp;cmd=resource&amp;f=debugger.js">',
    '<div id="traceback">',
    '<div id="pastebinTraceback" class="pastebin">',
    '<textarea name="content" id="traceback_area" cols="140">',
    '<div id="Application-Trace-0">',
    '<div id="console" data-mount-point="x">',
    '<script>var x = "/__better_errors/1"',
    "<span><H1>Server Error in '/' Application.",
  ])('%s', (marker) => {
    const { body, found } = page(`<html><body><p>é</p>${marker}secret</div></body></html>`);
    expect(body).toMatch(/^<html><body><p>é<\/p>/);
    expect(body.endsWith(`${closing}${notice}`)).toBe(true);
    expect(body).not.toContain('secret');
    expect(found).toMatchObject([{ channel: 'page', isCut: false }]);
    expect(new TextDecoder().decode(found[0]?.original)).toMatch(/secret<\/div><\/body><\/html>$/);
  });

  test('found inside a tag, the tag is closed before the notice', () => {
    expect(page('<p>a</p><div class="x" id="debug_infos">secret').body).toBe(
      `<p>a</p><div class="x" '">${closing}${notice}`,
    );
  });
});

describe('what PHP prints into a page', () => {
  test.each(['Fatal error', 'Parse error', 'Warning', 'Notice', 'Deprecated'])('%s', (severity) => {
    const message = `<b>${severity}</b>:  Uncaught X: secret in /var/www/x.php:3\nStack trace:\n#0 {main}\n  thrown in <b>/var/www/x.php</b> on line <b>3</b><br />`;
    const { body, found } = page(`<p>a</p><br />\n${message}\n<p>b</p>`);
    expect(body).toBe(`<p>a</p><br />\n${notice}\n<p>b</p>`);
    expect(new TextDecoder().decode(found[0]?.original)).toBe(message);
  });

  test('is told once however often it comes, and all of it goes', () => {
    const { body, found } = page(`a ${warning} b ${warning} c`);
    expect(body).toBe(`a ${notice} b  c`);
    expect(found).toHaveLength(1);
  });

  test('and what breaks off in its middle', () => {
    expect(page('a <b>Fatal error</b>:  Uncaught X: secret in /var/www/x.php').body).toBe(`a ${notice}`);
  });

  test('by Xdebug', () => {
    const table =
      "<font size='1'><table class='xdebug-error xe-notice' dir='ltr'><tr><td>secret</td></tr></table></font>";
    expect(page(`a ${table} b`).body).toBe(`a <font size='1'>${notice} b`);
  });
});

describe("an application's own signatures", () => {
  test('to where they end', () => {
    const { body } = page('a <!-- SQL: secret --> b <!-- SQL: secret --> c', [
      { text: '<!-- SQL', until: ' b' },
    ]);
    expect(body).toBe(`a ${notice} b `);
  });

  test('to the end', () => {
    expect(page('a é« secret', [{ text: 'é«', until: null }]).body).toBe(`a ${closing}${notice}`);
  });

  test('wherever a chunk ends', () => {
    const signatures = [
      { text: '[debug', until: 'gubed]' },
      { text: '[[debug-long', until: '.' },
    ];
    const body =
      'a [debug secret gubed] b [debug secret gubed] c [[debug-long secret [debug. d [[debug secret';
    const whole = page(body, signatures);
    expect(whole.body).toBe(`a ${notice}gubed] b gubed] c . d [`);
    for (let first = 1; first < body.length; first += 1) {
      for (let second = first + 1; second < body.length; second += 1) {
        const cut = page(body, signatures, [first, second]);
        if (cut.body !== whole.body) expect([first, second, cut.body]).toEqual([first, second, whole.body]);
        expect(cut.found[0]?.original).toEqual(whole.found[0]?.original);
      }
    }
  });

  test('one that is a start of another is found whatever comes after it', () => {
    const signatures = [
      { text: '[debug-long', until: ']' },
      { text: '[debug', until: ']' },
    ];
    expect(page('a [debug-long secret] b', signatures).body).toBe(`a ${notice}] b`);
  });
});

test('a page full of what begins like a message costs a look for each, not a look at the rest of the page', () => {
  const body = '<b>Notice</b>:  '.repeat(60_000);
  const startedMs = performance.now();
  expect(page(body).body.length).toBe(body.length);
  // A watchdog: a megabyte takes half a second, and took ten when each looked at all that follows it.
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test('what people write of errors is content', () => {
  for (const body of [
    '<pre>Traceback (most recent call last):\n  File "/srv/x.py", line 3</pre>',
    '<b>Warning</b>:  read this first <b>now</b><br /> or Traceback (most recent call last)',
    '<b>Warning</b>:  read this first',
    `<b>Warning</b>:  ${'x'.repeat(70_000)}`,
    'Fatal error: Uncaught Exception in /var/www/x.php:3',
    "<p>exception_traceback, debug_infos, Whoops, Server Error in '/' Application.</p>",
    '<b>Warn',
    '',
  ]) {
    expect(page(body)).toMatchObject({ body, found: [] });
  }
});

test('a word behind one that was none is found', () => {
  expect(page(`<b>Warning</b>:  of <b>words</b><br />${warning}`).body).toBe(
    `<b>Warning</b>:  of <b>words</b><br />${notice}`,
  );
});

test('of a long page as much is kept as is shown to administrators', () => {
  const { body, found } = page(`a<div id="traceback">${'x'.repeat(2_000_000)}`);
  expect(body).toBe(`a${closing}${notice}`);
  expect(found).toMatchObject([{ isCut: true }]);
  expect(found[0]?.original).toHaveLength(1_048_576);
});
