import fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import type { RawRequest } from '../../src/model/request.ts';
import { CanonicalRequest } from '../../src/reading/canonical-request.ts';
import { framingProblem } from '../../src/reading/framing-problem.ts';
import { siteOf } from '../support/decide-fixtures.ts';
import { type Head, judgeFraming } from './framing-model.ts';
import { defineProperty, type Family, type Judging } from './property.ts';

type Line = readonly [string, string];

/** Some of the letters of a name in the other case, and some dashes as what lenient servers take for one. */
function spelled(name: string, dashes: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('as it is', 'lower', 'upper', 'mixed'), fc.constantFrom(...dashes))
    .map(([letters, dash]) => {
      const dashed = name.replace('-', dash);
      if (letters === 'lower') return dashed.toLowerCase();
      if (letters === 'upper') return dashed.toUpperCase();
      return letters === 'mixed'
        ? dashed.replace(/[a-z](?=[a-z])/gi, (letter, at: number) => (at % 2 ? letter.toUpperCase() : letter))
        : dashed;
    });
}

const mostlyDashes = ['-', '-', '-', '-', '-', '-', '_', '.'];
const length = fc.tuple(
  spelled('Content-Length', mostlyDashes),
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(100_000).map(String) },
    fc.constantFrom(
      ...['0', '00', '007', '+5', '-1', '5 ', ' 5', '5,5', '5, 5', '5;', '0x5', '5e1', '5.0', '5_0', '', '٥'],
      ...['9007199254740993', '99999999999999999999', '5\r\n', '5\0', 'chunked', '5\t', 'NaN', 'Infinity'],
    ),
  ),
);
const encoding = fc.tuple(
  spelled('Transfer-Encoding', mostlyDashes),
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('chunked', 'Chunked', 'CHUNKED') },
    fc.constantFrom(
      ...[
        'chunked ',
        ' chunked',
        '\tchunked',
        'chunked\r\n ',
        '\x0bchunked',
        'chunked;q=1',
        '"chunked"',
        'x',
      ],
      ...['gzip, chunked', 'chunked, chunked', 'chunked, identity', 'identity', 'gzip', '', 'chunKed\0', ','],
      ...['chunked,', 'cow', 'chunked\u00a0', 'chu\u017fked', 'ch\u212aunked', 'xchunked', 'chun ked'],
    ),
  ),
);
const hostName = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('shop.example', 'SHOP.example', 'localhost', '127.0.0.1', '[::1]'),
  },
  { weight: 1, arbitrary: fc.ipV6().map((address) => `[${address}]`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '',
        ' ',
        'a b',
        'a,b',
        'user@shop.example',
        'shop.example/',
        'shop.example?x',
        'shop.example#',
        '[',
      ],
      ...[
        'a\\b',
        '[::1',
        '::1',
        '[1.2.3.4]',
        '[fe80::1%251]',
        'a..b',
        '.a',
        'a.',
        '-a',
        'caf\u00e9',
        'a\0',
        '*',
      ],
      ...[
        `${'a'.repeat(64)}.example`,
        'a.'.repeat(130),
        'a%2eb',
        "a'b",
        'a\tb',
        'shop.example\r\n',
        'a_b',
        '[]',
      ],
    ),
  },
);
const port = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.nat(70_000).map((number) => `:${number}`) },
  fc.constantFrom(':', ':x', ':-1', ':+80', ': 80', ':80 ', ':080', ':80:80', ':0x50', ':٨'),
);
const host = fc.tuple(
  spelled('Host', ['']),
  fc.tuple(hostName, port).map((parts) => parts.join('')),
);
const harmless = fc.constantFrom<Line>(
  ...([
    ['Accept', 'text/html'],
    ['Connection', 'keep-alive'],
    ['TE', 'trailers'],
    ['X-Forwarded-Host', 'other.example'],
    ['Content-Language', 'en'],
    ['Content-Lengths', '5, 5'],
    ['Transfer-Encodings', 'gzip'],
    ['Content-Type', 'text/plain'],
    ['Hosts', 'a, b'],
    ['Cookie', 'Content-Length=5'],
  ] as const),
);

const head: fc.Arbitrary<Head> = fc.record({
  method: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('GET', 'POST', 'PURGE', 'M-SEARCH') },
    fc.constantFrom('', 'GE T', 'GET\t', 'G\0', 'GÉT', 'GET/', '(', 'POST\r\n', 'P{}'),
  ),
  httpVersion: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('1.1', '1.1', '1.1', '1.0') },
    fc.constantFrom('2.0', '0.9', '1.2', '', '1.1 ', '01.1', '1', '3', '1.10'),
  ),
  lines: fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: fc.constant([['Host', 'shop.example'] as const]) },
        { weight: 4, arbitrary: host.map((line) => [line]) },
        fc.array(host, { maxLength: 2 }),
      ),
      fc.oneof(
        { weight: 2, arbitrary: fc.constant<readonly Line[]>([]) },
        { weight: 4, arbitrary: fc.oneof(length, encoding).map((line) => [line]) },
        fc.array(fc.oneof(length, encoding), { maxLength: 3 }),
      ),
      fc.array(harmless, { maxLength: 3 }),
      fc.boolean(),
    )
    .map(([hosts, framing, others, isBackwards]) => {
      const lines: Line[] = [...others.slice(0, 1), ...hosts, ...others.slice(1), ...framing];
      return isBackwards ? lines.reverse() : lines;
    }),
});

const sites = [siteOf({ mode: 'open' }), siteOf(), siteOf({ mode: 'closed' })];

function judge(drawn: Head, { stopwatch, saw }: Judging): string | null {
  const raw: RawRequest = {
    method: drawn.method,
    target: '/',
    headers: drawn.lines.flat(),
    peer: '198.51.100.9',
    httpVersion: drawn.httpVersion,
    secure: false,
    upgrade: false,
  };
  const expected = judgeFraming(drawn);
  saw(expected);
  const problem = stopwatch.measure(() => framingProblem(raw));
  if (expected === 'healthy') return problem === null ? null : `a healthy head has ${problem}`;
  if (expected === 'either') return null;
  if (problem === null) return 'nothing is said of an ambiguous head';
  const allowing = sites.find((site) => {
    const verdict = stopwatch.measure(() =>
      decide(site, new CanonicalRequest(site.compiled, raw), { identity: null, body: null }, 0),
    );
    return verdict.kind !== 'refuse' || verdict.status !== 400;
  });
  return allowing === undefined ? null : `an ambiguous head gets past a site that is ${allowing.mode}`;
}

export const framing: Family = {
  name: 'framing',
  properties: [
    defineProperty({
      name: 'a head is refused in every mode when it is ambiguous, and never when it is healthy',
      drawn: head,
      judge,
      least: { healthy: 0.1, ambiguous: 0.3 },
    }),
  ],
};
