import { isIPv6 } from 'node:net';
import fc from 'fast-check';

/** One hop as it stands in a header, and what it says: nobody has to parse it to know. */
export interface DrawnHop {
  readonly text: string;
  /** In the one spelling of `canonical`; null when it is no address. */
  readonly address: string | null;
}

/** As the URL standard writes it; IPv4-mapped addresses as the IPv4 address they are (RFC 4291, 2.5.5.2). */
export function canonical(address: string): string {
  if (!isIPv6(address)) return address;
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(text) ?? [];
  if (high === undefined || low === undefined) return text;
  return [high, low]
    .map((word) => Number.parseInt(word, 16))
    .flatMap((word) => [word >> 8, word & 0xff])
    .join('.');
}

export const trustedProxies = ['10.0.0.0/8', '192.0.2.16/28', 'fd00::/8'] as const;
export const office = ['203.0.113.0/24', '2001:db8:0:1::/64'] as const;

const byte = fc.nat(255);
const word = fc.nat(0xffff).map((number) => number.toString(16));
const strangers = fc.oneof(
  fc
    .tuple(fc.constantFrom('198.51', '9.255', '11.0', '192.1', '203.1'), byte, byte)
    .map((one) => one.join('.')),
  fc.constantFrom('192.0.2.15', '192.0.2.32', '203.0.112.255', '203.0.114.0', '0.0.0.0', '255.255.255.255'),
  fc
    .tuple(fc.constantFrom('2001:db8:1', '2001:db8:0:2', '2002', 'fcff', 'fe80'), word)
    .map((one) => one.join('::')),
  // Addresses that hold a trusted one and are not it.
  fc.constantFrom('::10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '::ffff:0:10.0.0.1', '::cb00:7107', '::1'),
);
const proxies = fc.oneof(
  fc.tuple(byte, byte, byte).map((one) => `10.${one.join('.')}`),
  fc.constantFrom('192.0.2.16', '192.0.2.31', '::ffff:10.1.2.3', '::ffff:a00:1', 'fd00::', 'fdff:ffff::1'),
);
const insiders = fc.oneof(
  byte.map((last) => `203.0.113.${last}`),
  fc.constantFrom('2001:db8:0:1::', '2001:db8:0:1:ffff::1', '::ffff:203.0.113.7', '::ffff:cb00:7107'),
);
export const addresses = { strangers, proxies, insiders };

const junk = fc.constantFrom(
  ...[
    '',
    'unknown',
    '_hidden',
    '1.2.3',
    '010.0.0.1',
    '10.0.0.1/8',
    '0x0a.0.0.1',
    '167772161',
    'fe80::1%lo',
    '::g',
  ],
  ...[
    '10.0.0.1:99999',
    '10.0.0.1:',
    '10.0.0.1:x',
    '[10.0.0.1]',
    '[fd00::1',
    'fd00::1]',
    '10.0.0.1 x',
    '１０.0.0.1',
  ],
  ...[
    '10.0.0.256',
    'localhost',
    '10.0.0.1\0',
    '::ffff:10.0.0.1:80',
    '10..0.1',
    ':::',
    '1::2::3',
    '-',
    '10.0.0.1.',
  ],
);

/** Other ways to write an address. */
function spellingsOf(address: string): readonly string[] {
  if (!address.includes(':')) return [address, address, `${address}:4711`, `${address}:0`];
  return [
    address,
    address.toUpperCase(),
    `[${address}]`,
    `[${address}]:4711`,
    `[${address.toUpperCase()}]:1`,
  ];
}

function hop(drawn: fc.Arbitrary<string>): fc.Arbitrary<DrawnHop> {
  return fc.tuple(drawn, fc.nat(4)).map(([address, way]) => {
    const spellings = spellingsOf(address);
    return { text: spellings[way % spellings.length] ?? address, address: canonical(address) };
  });
}

const anyAddress = fc.oneof(strangers, { weight: 2, arbitrary: proxies }, insiders);
const junkHop = junk.map<DrawnHop>((text) => ({ text, address: null }));
export const anyHop = fc.oneof({ weight: 6, arbitrary: hop(anyAddress) }, junkHop);
export const strangerHop = hop(strangers);
export const proxyHop = hop(proxies);

const blank = fc.constantFrom('', ' ', '\t', '  ');

/** Elements of `X-Forwarded-For`, in one header line or several. */
export function listLines(name: string, hops: readonly DrawnHop[], { blanks, perLine }: ListForm): string[] {
  const headers: string[] = [];
  for (let index = 0; index < hops.length; index += perLine) {
    const line = hops.slice(index, index + perLine).map(({ text }) => `${blanks}${text}${blanks}`);
    headers.push(name, line.join(','));
  }
  return headers;
}

export interface ListForm {
  readonly blanks: string;
  readonly perLine: number;
}
export const listForm: fc.Arbitrary<ListForm> = fc.record({
  blanks: blank,
  perLine: fc.integer({ min: 1, max: 6 }),
});

const wrappers = fc.constantFrom<(node: string) => string>(
  (node) => `for=${node}`,
  (node) => `For=${node};proto=https`,
  (node) => `proto=http;host="a, b";FOR=${node}`,
  (node) => `by=10.0.0.9;for=${node};secret="\\"; for=10.0.0.1"`,
);
const junkElements = fc.constantFrom(
  ...[
    'for=10.0.0.1;for=10.0.0.2',
    'for',
    'for=',
    'by=10.0.0.1',
    'for =10.0.0.1',
    '10.0.0.1',
    'for=fd00::1',
    '',
  ],
  ...[
    'for="10.0.0.1"x',
    'for=unknown',
    'for="_x"',
    'for=10.0.0.1:80',
    'for="fd00::1"',
    'for=[fd00::1]',
    ';,;',
  ],
);

/** An element of `Forwarded` (RFC 7239, 4) for an address. */
function element(drawn: fc.Arbitrary<string>): fc.Arbitrary<DrawnHop> {
  return fc.tuple(drawn, fc.nat(4), wrappers, fc.boolean()).map(([address, way, wrap, isEscaped]) => {
    const bare = address.includes(':') ? `[${address}]` : address;
    const node = way === 0 && !address.includes(':') ? bare : `"${bare}${way > 2 ? ':4711' : ''}"`;
    const escaped = isEscaped && node.startsWith('"') ? node.replace('.', '\\.').replace(':', '\\:') : node;
    return { text: wrap(escaped), address: canonical(address) };
  });
}

export const anyElement = fc.oneof(
  { weight: 6, arbitrary: element(anyAddress) },
  // A comma in it makes two elements, neither of which is one.
  junkElements.filter((text) => !text.includes(',')).map<DrawnHop>((text) => ({ text, address: null })),
);
export const strangerElement = element(strangers);
export const proxyElement = element(proxies);
