import { describe, expect, test } from 'vitest';
import { textOfPage, textOfSource } from './readable-text.ts';
import { hasTrace } from './trace-signatures.ts';

test.each<[string, string]>([
  ['Python', 'Traceback (most recent call last):'],
  ['Python, a frame', '  File "/srv/x.py", line 12, in f'],
  ['Node', 'Error: x\n    at Object.<anonymous> (/app/x.js:1:2)'],
  ['Node, without a function', 'x\n    at file:///app/x.mjs:10:3'],
  ['Node, its own', 'x\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)'],
  ['Node on Windows', 'x\n    at async f (C:\\app\\x.js:1:2)'],
  ['PHP', '#0 /var/www/x.php(12): f()'],
  ['PHP, the end', '#3 {main}'],
  ['PHP, the start', 'Stack trace:\n#0'],
  ['PHP, its message', 'Undefined variable $x in /var/www/x.php on line 12'],
  ['PHP, a place', 'boom in /x.php:12'],
  ['Java', 'java.lang.X: y\n\tat com.x.Y.z(Z.java:1)'],
  ['Java, native', '\tat java.base/java.lang.Thread.run(Native Method)'],
  ['Kotlin', '\tat com.x.YKt.main(Y.kt)'],
  ['Java, a cause', 'Caused by: java.io.IOException: x'],
  ['Java, the rest', '\t... 12 more'],
  ['Ruby', "app/models/x.rb:12:in `save'"],
  ['Ruby 3.4', "x.rb:12:in 'X#save'"],
  ['.NET', '   at Acme.X.Y(String s) in C:\\src\\X.cs:line 5'],
  ['.NET, without a file', '   at System.Linq.Enumerable.First[TSource](IEnumerable`1 source)'],
  ['.NET, its class', 'System.NullReferenceException: Object'],
  ['Go', 'goroutine 1 [running]:'],
  ['Go, a frame', '\t/src/main.go:12 +0x1d'],
  ['Rust', "thread 'main' panicked at src/main.rs:2:5:"],
  ['Elixir', '    (phoenix 1.7.1) lib/phoenix/router.ex:402: f/2'],
  ['Perl', 'died at /srv/x.pl line 12.'],
  ['psycopg2', 'psycopg2.errors.NotNullViolation: null'],
  ['PDO', 'SQLSTATE[23000]: Integrity'],
  ['Oracle', 'ORA-00942: table'],
  ['a quoted path', "No such file: '/opt/odoo/filestore/x'"],
  ['a quoted source', "Cannot find module '/app/dist/x.js'"],
  ['a place', 'at /srv/app/x.lua:12'],
  ['a package', 'x/site-packages/django/http.py(12)'],
  ['a drive', 'C:\\inetpub\\wwwroot'],
])('%s shows where something failed', (_, text) => {
  expect(hasTrace(text)).toBe(true);
  expect(hasTrace(`Something failed.\n${text}\nMore.`)).toBe(true);
});

test.each([
  'Cannot GET /home/login',
  'The path /usr/lib/x is none of ours, nor /var/www/html/.env',
  'Meeting moved\nat 10:30:15',
  '   at last (and at least)',
  'Invoice #12 of Acme (3): paid',
  'The file "x.py" is too large, line 3 of the form',
  'Delivered to C:\\Documents',
  'You are not allowed to modify Sales Order (sale.order) records.',
  'Record does not exist or has been deleted.\n(Record: sale.order(404,), User: 2)',
  'The discount must lie between 0 and 100.',
  "No route '/app/users'",
  'see https://example.com/index.php?line=12',
  'null value in column "x" violates not-null constraint',
])('%j does not', (text) => {
  expect(hasTrace(text)).toBe(false);
});

test('what HTML and JSON make of a trace is read as one', () => {
  expect(hasTrace(textOfPage('<pre>Error: x<br> &nbsp; &nbsp;at f (/app/x.js:1:2)</pre>'))).toBe(true);
  expect(hasTrace(textOfPage('<!--\nTraceback (most recent call last):\n-->'))).toBe(true);
  expect(hasTrace(textOfPage('<li>File <cite>"/srv/x.py"</cite>, line <em>12</em>'))).toBe(true);
  expect(hasTrace(textOfPage('File &#34;/srv/x.py&#34;, line 12'))).toBe(true);
  expect(hasTrace(textOfSource('{"stack":"Error\\n    at f (/app/x.js:1:2)"}'))).toBe(true);
  // What somebody typed comes back with a form that was refused.
  expect(hasTrace(textOfPage('<textarea name="text">Traceback (most recent call last)</textarea>'))).toBe(
    false,
  );
  expect(hasTrace(textOfPage('<input value="Traceback (most recent call last)">'))).toBe(false);
});

/** Without bounds it is minutes. */
const watchdogMs = 600;

describe('a megabyte of anything costs little', () => {
  const pieces = [
    ...[
      'a',
      '\n',
      ' ',
      '\\',
      '/',
      '(',
      ' at ',
      '\nat ',
      '\n at a.a(',
      '\n    at (/',
      '\n at /',
      '#0 ',
      '\n#0 a',
    ],
    ...[
      'File "',
      'File "a',
      '\n\tat a.a.a',
      'Caused by: a.',
      '\n   at a.',
      ') in ',
      ') in a:',
      'System.',
      'ORA-0',
    ],
    ...[
      "\nthread '",
      '\n (a) lib/',
      '\n/',
      '\n\t/',
      "'/opt/",
      '/usr/',
      '/usr/a.',
      '/node_modules/',
      '<a',
      '<textarea>',
      '&#1',
    ],
    ...['<!--', '\n at ((((/', '.php', '(/app/', '/app/a', '<br', '&amp', '\n   at a,a.a,'],
  ];
  test.each(pieces)('%j', (piece) => {
    const text = piece.repeat(1_048_576 / piece.length);
    let least = Number.POSITIVE_INFINITY;
    // The least of some runs: a machine that is busy with something else is no reason to fail.
    for (let attempt = 0; attempt < 5 && least > watchdogMs / 2; attempt += 1) {
      const before = process.cpuUsage();
      hasTrace(text);
      textOfPage(text);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    expect(least).toBeLessThan(watchdogMs);
  });
});
