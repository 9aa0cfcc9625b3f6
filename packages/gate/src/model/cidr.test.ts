import { BlockList, isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  canonicalAddress,
  containsCidr,
  createNetworkMatcher,
  formatCidr,
  parseAddress,
  parseCidr,
} from './cidr.ts';

/** Deterministic numbers below 2^32 (mulberry32), so that a failing case is the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

describe('canonicalAddress', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0'],
    ['203.0.113.7', '203.0.113.7'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:5:0:0:0:0:1', '2001:db8:5::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:CB00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    // Only ::ffff:0:0/96 is folded: SIIT, IPv4-compatible, NAT64 and 6to4 are not.
    ['::ffff:0:203.0.113.7', '::ffff:0:cb00:7107'],
    ['::203.0.113.7', '::cb00:7107'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
    ['2002:cb00:7107::', '2002:cb00:7107::'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    '',
    ' ',
    '203.0.113.007',
    '010.1.1.1',
    '00.0.0.0',
    '0xcb.0.0x71.7',
    '3405803783',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.7.',
    '.203.0.113.7',
    '203..113.7',
    '203.0.113.7.1',
    '203.0.113.7:80',
    '203.0.113.7/32',
    '203.0.113.7%eth0',
    ' 203.0.113.7',
    '203.0.113.7 ',
    '203.0.113.7\n',
    '[203.0.113.7]',
    '"203.0.113.7"',
    '２03.0.113.7',
    '+1.2.3.4',
    '-1.2.3.4',
    '1e1.2.3.4',
    '[2001:db8:5::1]',
    '[2001:db8:5::1]:443',
    'fe80::1%eth0',
    '2001:db8:5::1::2',
    ':::',
    ':1',
    '1:',
    '1:::2',
    '1::2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    '::1.2.3',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '::ffff:010.1.1.1',
    '::ffff:1.2.3.4.5',
    '64:ff9b::203.0.113.7x',
    'unix:',
    '_hidden',
    'unknown',
    `::${'0'.repeat(100)}`,
  ])('%j is no address', (text) => {
    expect(canonicalAddress(text)).toBeNull();
  });

  it('agrees with node:net about what an address is, over mutated spellings', () => {
    const random = createRandom(7);
    const alphabet = [
      '0',
      '1',
      '9',
      'a',
      'F',
      '255',
      '256',
      '.',
      ':',
      '::',
      '1.2.3.4',
      'ffff',
      '12345',
      '/',
      ' ',
      'g',
    ];
    for (let round = 0; round < 50_000; round += 1) {
      let text = '';
      for (let length = random() % 16; length > 0; length -= 1) text += alphabet[random() % alphabet.length];
      const address = parseAddress(text);
      expect(address !== null, text).toBe(isIP(text) !== 0);
    }
  });

  it('is its own canonical spelling, and the same address as the one it was made from', () => {
    const random = createRandom(11);
    for (let round = 0; round < 5_000; round += 1) {
      const groups = Array.from({ length: 8 }, () => (random() % 3 === 0 ? random() % 0x10000 : 0));
      const text = groups.map((group) => group.toString(16).padStart(random() % 5, '0')).join(':');
      const canonical = canonicalAddress(text) ?? '';
      expect(parseAddress(canonical), text).toEqual(parseAddress(text));
      expect(canonicalAddress(canonical)).toBe(canonical);
    }
  });
});

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['203.0.113.128/25', '203.0.113.128/25'],
    ['::/0', '::/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8::1/128', '2001:db8::1/128'],
    ['fc00::/7', 'fc00::/7'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
  ])('%s is the network %s', (text, expected) => {
    const result = parseCidr(text);
    expect(result.kind === 'network' && formatCidr(result.cidr)).toBe(expected);
  });

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.0.0.1/31', '10.0.0.0/31'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['::1', '::1/128'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
  ])('%s is refused, with %s suggested', (text, suggestion) => {
    expect(parseCidr(text)).toMatchObject({ kind: 'refused', suggestion });
  });

  it.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/+8',
    '10.0.0.0/8.0',
    '10.0.0.0/ 8',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/1e1',
    '::/129',
    '::/00',
    '10/8',
    '010.0.0.0/8',
    '10.0.0.0/255.0.0.0',
    'fe80::%eth0/64',
    '::ffff:0:0/80',
    'all',
  ])('%j is refused without a suggestion', (text) => {
    expect(parseCidr(text)).toMatchObject({ kind: 'refused', suggestion: null });
  });
});

describe('containsCidr', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.0/16', false],
    ['::/0', '10.0.0.0/8', false],
    ['fd00::/8', 'fd12::/16', true],
  ])('%s holds all of %s: %s', (outer, inner, expected) => {
    const [a, b] = [parseCidr(outer), parseCidr(inner)];
    if (a.kind === 'refused' || b.kind === 'refused') throw new Error('the table is wrong');
    expect(containsCidr(a.cidr, b.cidr)).toBe(expected);
  });
});

describe('createNetworkMatcher', () => {
  it('matches nothing without networks', () => {
    expect(createNetworkMatcher([])('10.0.0.1')).toBe(false);
  });

  it('names the network that is none, and what was meant', () => {
    expect(() => createNetworkMatcher(['10.1.2.3/8'])).toThrow(/10\.1\.2\.3\/8.*Write 10\.0\.0\.0\/8/);
  });

  it.each([
    ['10.1.2.3', true],
    ['::ffff:10.1.2.3', true],
    ['::ffff:a01:203', true],
    ['11.1.2.3', false],
    ['::10.1.2.3', false],
    ['64:ff9b::10.1.2.3', false],
    ['2001:db8:5:ffff::1', true],
    ['2001:db8:6::1', false],
    ['010.1.2.3', false],
    ['10.1.2.3:80', false],
    ['bogus', false],
    ['', false],
  ])('%s lies in 10.0.0.0/8 or 2001:db8:5::/48: %s', (address, expected) => {
    expect(createNetworkMatcher(['10.0.0.0/8', '2001:db8:5::/48'])(address)).toBe(expected);
  });

  it('keeps IPv4 out of a network of all IPv6 addresses', () => {
    const matches = createNetworkMatcher(['::/0']);
    expect([matches('2001:db8::1'), matches('10.0.0.1'), matches('::ffff:10.0.0.1')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('agrees with BlockList over random networks and addresses near their edges', () => {
    const random = createRandom(3);
    let hits = 0;
    // IPv6 prefixes from 3: BlockList counts IPv4 into ::/1 and ::/2, which the case above keeps apart on purpose.
    for (let round = 0; round < 300; round += 1) {
      const blockList = new BlockList();
      const cidrs: string[] = [];
      const probes: string[] = [];
      for (let count = 0; count < 4; count += 1) {
        const isIpv4 = random() % 2 === 0;
        const prefixLength = isIpv4 ? 1 + (random() % 32) : 3 + (random() % 126);
        const text = isIpv4 ? randomIpv4(random) : randomIpv6(random);
        const result = parseCidr(`${text}/${prefixLength}`);
        const cidr = result.kind === 'network' ? formatCidr(result.cidr) : (result.suggestion ?? '');
        cidrs.push(cidr);
        const network = cidr.slice(0, cidr.indexOf('/'));
        blockList.addSubnet(network, prefixLength, isIpv4 ? 'ipv4' : 'ipv6');
        probes.push(
          network,
          flipBit(text, prefixLength - 1),
          flipBit(text, prefixLength),
          flipBit(text, 0),
          text,
        );
        probes.push(isIpv4 ? randomIpv4(random) : randomIpv6(random));
      }
      const matches = createNetworkMatcher(cidrs);
      for (const probe of probes) {
        const expected = blockList.check(probe, probe.includes(':') ? 'ipv6' : 'ipv4');
        if (expected) hits += 1;
        expect(matches(probe), `${probe} in ${cidrs.join(' ')}`).toBe(expected);
        if (!probe.includes(':')) expect(matches(`::ffff:${probe}`)).toBe(expected);
      }
    }
    // Not all on one side: the comparison above means something.
    expect(hits).toBeGreaterThan(1_000);
  });
});

function randomIpv4(random: () => number): string {
  const word = random();
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** Never an IPv4-mapped one: the first group is 2xxx. */
function randomIpv6(random: () => number): string {
  const groups = Array.from({ length: 8 }, () => random() & 0xffff);
  groups[0] = 0x2000 | ((groups[0] ?? 0) & 0xfff);
  return groups.map((group) => group.toString(16)).join(':');
}

function flipBit(address: string, bit: number): string {
  if (!address.includes(':')) {
    const bytes = address.split('.').map(Number);
    const index = Math.min(bit, 31);
    bytes[index >> 3] = (bytes[index >> 3] ?? 0) ^ (128 >> (index & 7));
    return bytes.join('.');
  }
  const groups = address.split(':').map((group) => Number.parseInt(group, 16));
  const index = Math.min(bit, 127);
  groups[index >> 4] = (groups[index >> 4] ?? 0) ^ (0x8000 >> (index & 15));
  return groups.map((group) => group.toString(16)).join(':');
}
