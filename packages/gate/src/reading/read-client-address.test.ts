import { BlockList, isIP, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAddress, createNetworkMatcher } from '../model/cidr.ts';
import { type ForwardingRules, readClientAddress } from './read-client-address.ts';

const proxies = ['10.0.0.0/8', 'fd00::/8'];

function clientOf(
  headers: readonly string[],
  {
    addressHeader = 'x-forwarded-for',
    peer = '10.0.0.2' as string | null,
  }: Partial<ForwardingRules> & {
    peer?: string | null;
  } = {},
) {
  return readClientAddress(peer, headers, {
    addressHeader,
    isTrustedProxy: createNetworkMatcher(proxies),
    canonicalAddress,
  });
}

describe('without a named proxy', () => {
  test.each([
    ['198.51.100.9', '198.51.100.9'],
    ['::ffff:198.51.100.9', '198.51.100.9'],
    ['2001:DB8::0:1', '2001:db8::1'],
    ['unix:', null],
    ['', null],
    [null, null],
  ])('the peer %j is the client %j, whatever the headers say', (peer, address) => {
    const headers = [
      'X-Forwarded-For',
      '203.0.113.7',
      'Forwarded',
      'for=203.0.113.7',
      'X-Real-IP',
      '203.0.113.7',
    ];
    for (const addressHeader of ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const) {
      expect(clientOf(headers, { peer, addressHeader })).toEqual({ address, peerIsTrustedProxy: false });
    }
  });
});

describe('X-Forwarded-For of a named proxy', () => {
  test.each([
    [['203.0.113.7'], '203.0.113.7'],
    [['203.0.113.7, 198.51.100.9'], '198.51.100.9'],
    [['203.0.113.7, 198.51.100.9, 10.0.0.3'], '198.51.100.9'],
    [['203.0.113.7,198.51.100.9,\t10.0.0.3 '], '198.51.100.9'],
    [['203.0.113.7', '198.51.100.9'], '198.51.100.9'],
    [['198.51.100.9', '10.0.0.3, fd00::5'], '198.51.100.9'],
    [['10.0.0.5, 10.0.0.4'], '10.0.0.5'],
    [['garbage, 203.0.113.7'], '203.0.113.7'],
    [[', 203.0.113.7'], '203.0.113.7'],
    [['::ffff:203.0.113.7'], '203.0.113.7'],
    [['::FFFF:CB00:7107'], '203.0.113.7'],
    [['::ffff:10.0.0.9'], '10.0.0.9'],
    [['203.0.113.7:4711'], '203.0.113.7'],
    [['[2001:db8:5::1]:443'], '2001:db8:5::1'],
    [['[2001:db8:5::1]'], '2001:db8:5::1'],
    [['2001:DB8:5:0:0:0:0:1'], '2001:db8:5::1'],
    [['::203.0.113.7'], '::cb00:7107'],
    [['64:ff9b::203.0.113.7'], '64:ff9b::cb00:7107'],
  ])('%j is %s', (lines, address) => {
    const headers = lines.flatMap((line) => ['x-forwarded-FOR', line]);
    expect(clientOf(headers)).toEqual({ address, peerIsTrustedProxy: true });
  });

  test.each([
    [''],
    [' '],
    [','],
    ['203.0.113.7,'],
    ['203.0.113.7, '],
    ['203.0.113.7, unknown'],
    ['_hidden'],
    ['fe80::1%eth0'],
    ['203.0.113.7%eth0'],
    ['203.0.113.007'],
    ['0xcb.0.0x71.7'],
    ['3405803783'],
    ['203.0.113'],
    ['203.0.113.256'],
    ['203.0.113.7/32'],
    ['"203.0.113.7"'],
    ['203.0.113.7:'],
    ['203.0.113.7:99999'],
    ['203.0.113.7:-1'],
    ['[203.0.113.7]'],
    ['[203.0.113.7]:80'],
    ['[2001:db8::1'],
    ['2001:db8::1]'],
    ['[2001:db8::1]443'],
    ['[2001:db8::1]:65536'],
    ['[fe80::1%eth0]'],
    ['2001:db8:5::1::2'],
    ['203.0.113.7;10.0.0.1'],
    ['203.0.113.7 10.0.0.1'],
    ['\uff12'],
    ['203.0.113.7\u00a0'],
    ['203.0.113.7\u000b'],
    ['for=203.0.113.7'],
  ])('%j is nobody', (line) => {
    expect(clientOf(['X-Forwarded-For', line])).toEqual({ address: null, peerIsTrustedProxy: true });
  });

  test('a chain of 32 is read, a longer one is not', () => {
    const chain = (length: number): string =>
      ['203.0.113.7', ...Array(length - 1).fill('10.0.0.9')].join(',');
    expect(clientOf(['X-Forwarded-For', chain(32)]).address).toBe('203.0.113.7');
    expect(clientOf(['X-Forwarded-For', chain(33)]).address).toBeNull();
    expect(clientOf(['X-Forwarded-For', chain(17), 'X-Forwarded-For', chain(17)]).address).toBeNull();
  });

  test('without the header it is the proxy itself', () => {
    expect(clientOf([])).toEqual({ address: '10.0.0.2', peerIsTrustedProxy: true });
  });

  test('only the one configured header counts, under its own name', () => {
    const others = [
      'X-Real-IP',
      '203.0.113.7',
      'X_Forwarded_For',
      '203.0.113.7',
      'Forwarded',
      'for=203.0.113.7',
    ];
    expect(clientOf([...others, 'X-Forwarded-For', '198.51.100.9']).address).toBe('198.51.100.9');
    expect(clientOf(others).address).toBe('10.0.0.2');
  });

  test('the Connection header takes nothing away before it is read', () => {
    expect(
      clientOf(['Connection', 'close, X-Forwarded-For', 'X-Forwarded-For', '198.51.100.9']).address,
    ).toBe('198.51.100.9');
  });
});

describe('X-Real-IP of a named proxy', () => {
  const addressHeader = 'x-real-ip';

  test.each([
    [['X-Real-IP', ' 203.0.113.7 '], '203.0.113.7'],
    [['X-Real-IP', '203.0.113.7', 'X-Real-IP', '203.0.113.7'], null],
    [['X-Real-IP', '203.0.113.7, 198.51.100.9'], null],
    [['X-Real-IP', ''], null],
    [['X-Forwarded-For', '203.0.113.7'], '10.0.0.2'],
  ])('%j is %j', (headers, address) => {
    expect(clientOf(headers, { addressHeader }).address).toBe(address);
  });
});

describe('Forwarded of a named proxy', () => {
  test.each([
    ['for=203.0.113.7', '203.0.113.7'],
    ['FOR=203.0.113.7;proto=https;by=10.0.0.3', '203.0.113.7'],
    ['proto=https; for=203.0.113.7', '203.0.113.7'],
    ['for="203.0.113.7:4711"', '203.0.113.7'],
    ['for="[2001:db8:5::10]:65535"', '2001:db8:5::10'],
    ['for="\\2\\0\\3.0.113.7"', '203.0.113.7'],
    ['for=198.51.100.9, for=203.0.113.7;host="a,b;c"', '203.0.113.7'],
    ['for=203.0.113.7, for=10.0.0.3', '203.0.113.7'],
    ['by=junk, for=203.0.113.7', '203.0.113.7'],
    ['%%%, for=203.0.113.7', '203.0.113.7'],
    ['for=10.0.0.4, for=10.0.0.3', '10.0.0.4'],
    // An escaped quote ends nothing: what follows is one value still.
    ['for=203.0.113.7;x="a\\",for=198.51.100.9"', '203.0.113.7'],
  ])('%s is %s', (line, address) => {
    expect(clientOf(['Forwarded', line], { addressHeader: 'forwarded' }).address).toBe(address);
  });

  test.each([
    ['for="203.0.113.7, for=198.51.100.9"'],
    ['for="203.0.113.7'],
    ['for="203.0.113.7\\"'],
    ['for=_x'],
    ['for=unknown'],
    ['proto=https'],
    [''],
    ['for='],
    ['for = 203.0.113.7'],
    ['for=203.0.113.7;for=198.51.100.9'],
    ['for=203.0.113.7:4711'],
    ['for=[2001:db8::1]'],
    ['for=2001:db8::1'],
    ['for="2001:db8::1"'],
    ['for="[203.0.113.7]"'],
    ['for=203.0.113.7,'],
    ['for=203.0.113.7;'],
    ['for="203.0.113.7"x'],
    ['x for=203.0.113.7'],
    ['203.0.113.7'],
  ])('%s is nobody', (line) => {
    expect(clientOf(['Forwarded', line], { addressHeader: 'forwarded' }).address).toBeNull();
  });
});

describe('against an independent reference', () => {
  const v4 = fc.ipV4();
  const trustedV4 = fc.ipV4().map((address) => address.replace(/^\d+/, '10'));
  const trustedV6 = fc
    .ipV6()
    .map((address) => address.replace(/^[\da-f]*:/i, 'fd12:'))
    .filter((text) => isIP(text) === 6);
  const junk = fc.constantFrom(
    '',
    'unknown',
    '_x',
    '1.2.3',
    '010.0.0.1',
    '1.2.3.4/8',
    'fe80::1%1',
    '999.1.1.1',
  );
  const mapped = v4.map((address) => `::ffff:${address}`);
  const element = fc.oneof(v4, trustedV4, trustedV4, trustedV6, mapped, fc.ipV6(), junk);
  const lines = fc.array(fc.array(element, { minLength: 1, maxLength: 6 }), { maxLength: 3 });

  test('names the same client for any chain', () => {
    fc.assert(
      fc.property(element, lines, (peer, chains) => {
        const headers = chains.flatMap((chain) => ['X-Forwarded-For', chain.join(', ')]);
        expect(clientOf(headers, { peer }).address).toBe(reference(peer, chains.flat(), chains.length > 0));
      }),
      { numRuns: 3_000 },
    );
  });
});

/** Node's own parsers and block list. Walks from the peer outwards. */
function reference(peer: string, chain: readonly string[], hasHeader: boolean): string | null {
  const trusted = new BlockList();
  trusted.addSubnet('10.0.0.0', 8, 'ipv4');
  trusted.addSubnet('fd00::', 8, 'ipv6');
  const hops = [peer, ...(hasHeader ? [...chain].reverse() : [])].map(normal);
  let last: string | null = null;
  for (const hop of hops) {
    if (hop === null) return null;
    if (!trusted.check(hop, hop.includes(':') ? 'ipv6' : 'ipv4')) return hop;
    last = hop;
  }
  return last;
}

function normal(text: string): string | null {
  if (isIP(text) === 0 || text.includes('%')) return null;
  if (isIP(text) === 4) return text;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : withoutDots(address);
}

/** inet_ntop writes some addresses with a dotted end (RFC 5952, 5); the gate keeps that for mapped ones. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) => {
    const word = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16);
    return `${word(a, b)}:${word(c, d)}`;
  });
}
