import fc from 'fast-check';

/** A target as clients and attackers write it, and the path it was made from. */
export interface SpelledTarget {
  readonly path: string;
  readonly target: string;
}

type Edit = (character: string) => string;

function escaped(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** ASCII as two bytes of UTF-8, which lenient decoders take. */
function overlong(character: string): string {
  const code = character.charCodeAt(0);
  return escapedBytes([0xc0 | (code >> 6), 0x80 | (code & 0x3f)]);
}

function escapedBytes(bytes: readonly number[]): string {
  return bytes.map((byte) => `%${byte.toString(16)}`).join('');
}

const letterEdits: readonly Edit[] = [
  (character) => character.toUpperCase(),
  escaped,
  (character) => escaped(character).toLowerCase(),
  (character) => escaped(character.toUpperCase()),
  (character) => escaped(character).replace('%', '%25'),
  (character) => escaped(escaped(character)),
  (character) => escaped(character).replace('%', '%2525'),
  overlong,
  // Full width, of no width, a long s, a dotless i.
  (character) => escaped(String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)),
  (character) => `${character}%E2%80%8B`,
  (character) => `%C2%AD${character}`,
  (character) => (character === 's' ? '%C5%BF' : character === 'i' ? '%C4%B1' : escaped(character)),
  (character) => `${character}%00`,
  (character) => `${character}/../${character}`,
  (character) => `${character};x=1`,
  (character) => `${character}%CC%81`,
  (character) => `/(S(x))${character}`,
  (character) => `%u00${(character.codePointAt(0) ?? 0).toString(16)}`,
];

const slashEdits: readonly Edit[] = [
  ...['//', '///', '/./', '/%2e/', '/x/../', '/x/%2e%2e/', '/x/..%2f', '/..;/', '/;x=1/', ';x/', '/%20/'].map(
    (text) => () => text,
  ),
  ...[
    '%2f',
    '%2F',
    '/%2F',
    '%2f/',
    '%252f',
    '%25252F',
    '%5c',
    '\\',
    '/%5C',
    '%255c',
    '%c0%af',
    '%e0%80%af',
  ].map((text) => () => text),
  ...[
    '%EF%BC%8F',
    '%E2%88%95',
    '%E2%81%84',
    '%C2%A5',
    '/(S(x))/',
    '/(A(x)F(y))/',
    '(x)/',
    '!x/',
    '::$DATA/',
    './',
    '.%2f',
    '%2e/',
    '%20/',
    '/%09',
    '%3b/',
    '%3B/',
    '?/',
    '%3f/',
    '#/',
    '%23/',
    '.php/',
  ].map((text) => () => text),
];

const fronts = [
  ...['', '', '', '', '', '', '', '/index.php', '/INDEX.PHP', '/app.cgi', '/x/..', '/;x', '/%2e', '/.'],
  ...['/app.wsgi', '/index.phar', '/names.nsf', '/(S(x))', '/%28S%28x%29%29', '/faces', '/_next/data/b'],
  ...['/?', '/index.php?', '/?rest_route=', '/x?q=', '/login?_url=', '/hooks/a?a=b&rest.route='],
];
const tails = [
  ...['', '', '', '', '/', '//', '.', '..', '%2e', '%20', '%20.', ';', ';x=1', ';x=1/', '/.', '/..', '/x/..'],
  ...[
    '.json',
    '.php',
    '.php/x',
    '/index.php',
    '%00',
    '%00.jpg',
    '%0a',
    '%2f',
    '%3fx',
    '%23',
    '#',
    '?x',
    '?/login',
    '!x',
    '!x.action',
    '::$DATA',
    '(x)',
    '?q=login',
    '?q=orders',
    '?rest_route=/orders',
  ],
];
/** Other forms of the whole target. The requests go to shop.example. */
const forms: readonly Edit[] = [
  ...[0, 1, 2, 3, 4, 5, 6].map(() => (target: string) => target),
  (target) => `http://shop.example${target}`,
  (target) => `HTTP://SHOP.example:80${target}`,
  (target) => `http://other.example${target}`,
  (target) => `http://shop.example@other.example${target}`,
  (target) => `/${target}`,
  (target) => `//shop.example${target}`,
  (target) => target.slice(1),
  (target) => target.replaceAll('%', '%25'),
];

interface Drawn {
  readonly path: string;
  readonly edits: readonly { readonly at: number; readonly edit: number }[];
  readonly front: string;
  readonly tail: string;
  readonly form: Edit;
}

/** Spellings of one of these paths. */
export function spellingsOf(paths: readonly string[]): fc.Arbitrary<SpelledTarget> {
  return fc
    .record({
      path: fc.constantFrom(...paths),
      edits: fc.array(fc.record({ at: fc.nat(30), edit: fc.nat(200) }), { maxLength: 4 }),
      front: fc.constantFrom(...fronts),
      tail: fc.constantFrom(...tails),
      form: fc.constantFrom(...forms),
    })
    .map((drawn) => ({ path: drawn.path, target: spell(drawn) }));
}

function spell({ path, edits, front, tail, form }: Drawn): string {
  const characters = [...path];
  for (const { at, edit } of edits) {
    const index = at % characters.length;
    // Only what nobody has edited yet, and seldom the slash that makes it a path.
    const character = characters[index];
    if (character === undefined || character !== path[index] || (index === 0 && edit % 4 !== 0)) continue;
    const ways = character === '/' ? slashEdits : letterEdits;
    characters[index] = ways[edit % ways.length]?.(character) ?? character;
  }
  return form(front + characters.join('') + tail);
}
