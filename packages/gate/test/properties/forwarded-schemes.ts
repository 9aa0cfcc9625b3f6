import fc from 'fast-check';
import { CanonicalRequest } from '../../src/reading/canonical-request.ts';
import { isHttps } from '../../src/runtime/resolve-identity.ts';
import { rawRequest, siteOf } from '../support/decide-fixtures.ts';
import { defineProperty, type Property } from './property.ts';

type Scheme = 'http' | 'https';
type AddressHeader = 'x-forwarded-for' | 'forwarded' | 'x-real-ip';

const proxy = '10.0.0.5';
const sites = Object.fromEntries(
  (['x-forwarded-for', 'forwarded', 'x-real-ip'] as const).map((addressHeader) => {
    const trusted = { addressHeader, proxies: ['10.0.0.0/8'] };
    return [addressHeader, siteOf({ policy: { trusted } })];
  }),
);

function isSecure(drawn: {
  addressHeader: AddressHeader;
  headers: readonly string[];
  peer: string;
  secure: boolean;
}) {
  const site = sites[drawn.addressHeader] ?? siteOf();
  return isHttps(new CanonicalRequest(site.compiled, rawRequest('GET /', drawn)));
}

const addressHeader = fc.constantFrom<AddressHeader>('x-forwarded-for', 'forwarded', 'x-real-ip');
const scheme = fc.constantFrom<Scheme>('http', 'https');
const client = fc.constantFrom(
  '203.0.113.9',
  '"[2001:db8::9]:4711"',
  '_hidden',
  'unknown',
  '"203.0.113.9:80"',
);

/** What a visitor says of himself; quotes end in it, as in all that a proxy can append to. */
const lie = fc.constantFrom('https', 'http', 'https, https', '', 'on', 'wss', 'x', ',', 'https,');
const lieOfForwarded = fc.constantFrom(
  ...[
    'proto=https',
    'for=10.0.0.1;proto=https',
    'for=203.0.113.7;proto=https;host=a',
    'for="10.0.0.1";Proto="https"',
  ],
  ...[
    'for=10.0.0.1;proto=http',
    ';',
    '',
    'proto',
    'proto=https;proto=https',
    'host=", for=10.0.0.1;proto=https"',
  ],
);
const otherWords = fc.array(
  fc.tuple(
    fc.constantFrom(
      'X-Forwarded-Ssl',
      'X-Forwarded-Protocol',
      'X-Scheme',
      'Front-End-Https',
      'X_Forwarded_Proto',
      'X-Forwarded-Port',
    ),
    fc.constantFrom('on', 'https', 'ssl', 'off', 'http', '443'),
  ),
  { maxLength: 2 },
);

/** Whatever visitors send, then what named proxies made of it: the outermost says how the visitor came. */
const passedOn = fc
  .record({
    addressHeader,
    scheme,
    client,
    words: fc.constantFrom('X-Forwarded-Proto', 'Forwarded', 'both'),
    appends: fc.boolean(),
    isOneLine: fc.boolean(),
    liesProto: fc.array(lie, { maxLength: 2 }),
    liesForwarded: fc.array(lieOfForwarded, { maxLength: 2 }),
    others: otherWords,
    inner: fc.array(scheme, { maxLength: 2 }),
    secure: fc.boolean(),
  })
  .map((drawn) => {
    const { appends, words, isOneLine } = drawn;
    const lines = (name: string, lies: readonly string[], own: string) => {
      const said = appends ? [...lies, own] : [own];
      return isOneLine ? [name, said.join(', ')] : said.flatMap((value) => [name, value]);
    };
    const isForwarded = words !== 'X-Forwarded-Proto';
    const elements = [
      `for=${drawn.client};proto=${drawn.scheme}`,
      ...drawn.inner.map((inner, index) => `for=10.0.0.${index + 7};proto=${inner}`),
    ];
    const headers = [
      // Proxies pass on what they do not set.
      ...(words === 'Forwarded'
        ? drawn.liesProto.flatMap((value) => ['X-Forwarded-Proto', value])
        : lines('X-Forwarded-Proto', drawn.liesProto, drawn.scheme)),
      ...(isForwarded
        ? lines('Forwarded', drawn.liesForwarded, elements.join(', '))
        : drawn.liesForwarded.flatMap((value) => ['Forwarded', value])),
      ...drawn.others.flat(),
    ];
    return { ...drawn, headers, peer: proxy };
  });

export const forwardedSchemes: readonly Property[] = [
  defineProperty({
    name: 'whatever a visitor sends along, who came without TLS came without it',
    drawn: passedOn.filter(({ scheme: came }) => came === 'http'),
    judge: (drawn, { saw }) => {
      saw(drawn.secure ? 'a proxy over TLS' : 'a proxy without TLS');
      return isSecure(drawn) ? 'TLS is believed' : null;
    },
    least: { 'a proxy over TLS': 0.2, 'a proxy without TLS': 0.2 },
  }),
  defineProperty({
    name: 'a proxy that says https, and nobody otherwise, is believed',
    drawn: passedOn,
    judge: (drawn, { saw }) => {
      const { words, liesProto, liesForwarded, others } = drawn;
      const isAlone = others.length + liesProto.length + liesForwarded.length === 0;
      if (drawn.scheme === 'http' || !isAlone) return null;
      const counts = words !== 'Forwarded' || drawn.addressHeader === 'forwarded' || drawn.secure;
      saw(counts ? 'https' : 'a word that does not count');
      return isSecure(drawn) === counts ? null : `expected ${counts}`;
    },
    least: { https: 0.003, 'a word that does not count': 0.0003 },
  }),
  defineProperty({
    name: 'from a peer that nobody named only its own connection counts',
    drawn: passedOn,
    judge: (drawn, { saw }) => {
      saw(drawn.secure ? 'TLS' : 'no TLS');
      return isSecure({ ...drawn, peer: '198.51.100.9' }) === drawn.secure ? null : 'its words are believed';
    },
    least: { TLS: 0.2, 'no TLS': 0.2 },
  }),
];
