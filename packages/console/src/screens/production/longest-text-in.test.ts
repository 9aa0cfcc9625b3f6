import { expect, it } from 'vitest';
import { longestTextIn } from './longest-text-in.ts';

const trace = 'Traceback (most recent call last):\n  File "/odoo/http.py", line 1\nValueError: <b>no</b>';

it.each([
  ['the trace of an error', JSON.stringify({ code: 200, data: { name: 'ValueError', debug: trace } })],
  ['one that begins within a document', `${JSON.stringify({ debug: trace })}}}`],
  ['one that is cut behind it', JSON.stringify({ debug: trace, more: 'x' }).slice(0, -8)],
  ['the longest of two', JSON.stringify({ message: 'a\nb\nc', debug: trace })],
])('is found: %s', (_, original) => {
  expect(longestTextIn(original)).toBe(trace);
});

it.each([
  ['a trace as it is', trace],
  ['a page', '<html>\n<p class="a">\n"b"\n</html>'],
  ['no line breaks', '{"message": "no"}'],
  ['one that is cut within', '{"debug": "a\\nb\\nc'],
  ['no JSON at all', '"a\\n\\q\\n\\n"'],
])('is not found in %s', (_, original) => {
  expect(longestTextIn(original)).toBeNull();
});

it('is found in 256 KB of quotes within a moment', () => {
  const began = performance.now();
  expect(longestTextIn('"\\'.repeat(131_072))).toBeNull();
  expect(performance.now() - began).toBeLessThan(1_000);
});
