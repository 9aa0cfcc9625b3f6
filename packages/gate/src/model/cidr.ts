import { PortcullisError } from './error.ts';

/** An IP address. An IPv4 address is kept as its IPv4-mapped form, so that both have the same four words. */
export interface Address {
  readonly version: 4 | 6;
  /** Four 32-bit words, most significant first. */
  readonly words: Words;
}

/** A network without host bits. */
export interface Cidr {
  readonly version: 4 | 6;
  readonly words: Words;
  /** Bits of the network part as people write it: 0 to 32 for IPv4, 0 to 128 for IPv6. */
  readonly prefixLength: number;
}

export type CidrResult =
  | { readonly kind: 'network'; readonly cidr: Cidr }
  /** `suggestion` is the network that was probably meant; null when there is none. */
  | { readonly kind: 'refused'; readonly reason: string; readonly suggestion: string | null };

type Words = readonly [number, number, number, number];

const mappedWord = 0xffff;
/** `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255` */
const longestAddress = 45;

/**
 * Reads an address strictly: four decimal numbers without leading zeros, or RFC 4291 text. Octal, hex and
 * short IPv4 forms, zone ids, ports, brackets and white space are no addresses: parsers disagree on them.
 * Only `::ffff:0:0/96` is folded to IPv4 (Traefik GHSA-7jmw-8259-q9jx); NAT64, 6to4, SIIT and
 * IPv4-compatible addresses stay IPv6.
 */
export function parseAddress(text: string): Address | null {
  if (text.length > longestAddress) return null;
  if (!text.includes(':')) {
    const word = parseIpv4(text);
    return word === null ? null : { version: 4, words: [0, 0, mappedWord, word] };
  }
  const words = parseIpv6(text);
  if (words === null) return null;
  return { version: isMapped(words) ? 4 : 6, words };
}

/** The one spelling of an address: dotted IPv4, or RFC 5952. */
function formatAddress({ version, words }: Address): string {
  return version === 4 ? formatIpv4(words[3]) : formatIpv6(words);
}

/** The one spelling of a valid address; null for anything else. */
export function canonicalAddress(text: string): string | null {
  const address = parseAddress(text);
  return address === null ? null : formatAddress(address);
}

/** Reads `10.0.0.0/8` or `2001:db8::/32`. The prefix is required and host bits are refused. */
export function parseCidr(text: string): CidrResult {
  const slash = text.indexOf('/');
  if (slash === -1) {
    const single = parseAddress(text);
    if (single === null) return refused('it is no network');
    const suggestion = `${formatAddress(single)}/${single.version === 4 ? 32 : 128}`;
    return refused('the prefix length is missing', suggestion);
  }
  const address = parseAddress(text.slice(0, slash));
  if (address === null) return refused('the part before the slash is no IPv4 or IPv6 address');
  const writtenLength = text.slice(slash + 1);
  const isMappedSpelling = address.version === 4 && text.includes(':');
  const longest = address.version === 4 && !isMappedSpelling ? 32 : 128;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(writtenLength) || Number(writtenLength) > longest) {
    return refused(`the prefix length must be a whole number from 0 to ${longest}`);
  }
  const prefixLength = Number(writtenLength) - (isMappedSpelling ? 96 : 0);
  // ::ffff:0:0/90 would hold IPv4 and other addresses alike; such a word always has host bits below bit 96.
  if (prefixLength < 0) return refused('a prefix that cuts through IPv4-mapped addresses means two things');
  const cidr: Cidr = {
    version: address.version,
    words: maskWords(address.words, bitsOf(address.version, prefixLength)),
    prefixLength,
  };
  if (cidr.words.some((word, index) => word !== address.words[index])) {
    return refused('bits after the prefix are set', formatCidr(cidr));
  }
  return { kind: 'network', cidr };
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr)}/${cidr.prefixLength}`;
}

/** Whether every address of `inner` is one of `outer`. */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.version === inner.version &&
    outer.prefixLength <= inner.prefixLength &&
    maskWords(inner.words, bitsOf(outer.version, outer.prefixLength)).every(
      (word, index) => word === outer.words[index],
    )
  );
}

/**
 * Whether an address, in any valid spelling, lies in one of the networks. What is no address lies in none.
 * Masks are computed once; a look costs one parse and one comparison per network.
 * Throws PORTCULLIS_POLICY_INVALID for a network that `parseCidr` refuses.
 */
export function createNetworkMatcher(cidrs: readonly string[]): (address: string) => boolean {
  if (cidrs.length === 0) return () => false;
  const networks = cidrs.map((text) => {
    const result = parseCidr(text);
    if (result.kind === 'refused') {
      const hint =
        result.suggestion === null ? 'Write a network such as 10.0.0.0/8.' : `Write ${result.suggestion}.`;
      throw new PortcullisError(
        'PORTCULLIS_POLICY_INVALID',
        `${JSON.stringify(text)} is no network: ${result.reason}. ${hint}`,
      );
    }
    const { version, words, prefixLength } = result.cidr;
    return { version, words, masks: maskWords([-1, -1, -1, -1], bitsOf(version, prefixLength)) };
  });
  return (text) => {
    const address = parseAddress(text);
    if (address === null) return false;
    const [a, b, c, d] = address.words;
    for (const { version, words, masks } of networks) {
      if (
        version === address.version &&
        ((a ^ words[0]) & masks[0]) === 0 &&
        ((b ^ words[1]) & masks[1]) === 0 &&
        ((c ^ words[2]) & masks[2]) === 0 &&
        ((d ^ words[3]) & masks[3]) === 0
      ) {
        return true;
      }
    }
    return false;
  };
}

function refused(reason: string, suggestion: string | null = null): CidrResult {
  return { kind: 'refused', reason, suggestion };
}

function isMapped(words: Words): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === mappedWord;
}

function bitsOf(version: 4 | 6, prefixLength: number): number {
  return version === 4 ? prefixLength + 96 : prefixLength;
}

function maskWords(words: Words, bits: number): Words {
  return [
    maskWord(words[0], bits),
    maskWord(words[1], bits - 32),
    maskWord(words[2], bits - 64),
    maskWord(words[3], bits - 96),
  ];
}

/** A shift by 32 is a shift by 0 in JavaScript, so both ends are written out. */
function maskWord(word: number, bits: number): number {
  if (bits <= 0) return 0;
  return (bits >= 32 ? word : word & (-1 << (32 - bits))) >>> 0;
}

function parseIpv4(text: string): number | null {
  let word = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x2e) {
      if (octet === -1 || dots === 3) return null;
      word = word * 256 + octet;
      octet = -1;
      dots += 1;
    } else {
      const digit = code - 0x30;
      // `octet === 0` and one more digit: 010 is 8 for some parsers and 10 for others.
      if (digit < 0 || digit > 9 || octet === 0) return null;
      octet = octet === -1 ? digit : octet * 10 + digit;
      if (octet > 255) return null;
    }
  }
  return dots === 3 && octet !== -1 ? word * 256 + octet : null;
}

function parseIpv6(text: string): Words | null {
  const gap = text.indexOf('::');
  if (gap === -1) {
    const groups = parseGroups(text, true);
    return groups?.length === 8 ? wordsOf(groups) : null;
  }
  const head = parseGroups(text.slice(0, gap), false);
  const tail = parseGroups(text.slice(gap + 2), true);
  // `::` stands for one group at least (RFC 4291, 2.2).
  if (head === null || tail === null || head.length + tail.length > 7) return null;
  const zeros = new Array<number>(8 - head.length - tail.length).fill(0);
  return wordsOf([...head, ...zeros, ...tail]);
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const word = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : null;
      if (word === null) return null;
      groups.push(word >>> 16, word & 0xffff);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function wordsOf(groups: readonly number[]): Words {
  const word = (index: number): number => (groups[index] ?? 0) * 0x10000 + (groups[index + 1] ?? 0);
  return [word(0), word(2), word(4), word(6)];
}

function formatIpv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

function formatIpv6(words: Words): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  // RFC 5952, 4.2: the longest run of two or more zero groups, the first of equals.
  let start = -1;
  let length = 1;
  for (let index = 0; index < groups.length; index += 1) {
    let end = index;
    while (groups[end] === 0) end += 1;
    if (end - index > length) {
      start = index;
      length = end - index;
    }
    index = Math.max(index, end - 1);
  }
  const hex = groups.map((group) => group.toString(16));
  if (start === -1) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}
