import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { decide } from '../../src/decide/decide.ts';
import type { Snapshot } from '../../src/decide/snapshot.ts';
import { CanonicalRequest } from '../../src/reading/canonical-request.ts';
import { rawRequest, siteOf, somebody } from '../support/decide-fixtures.ts';
import { forwardedSchemes } from './forwarded-schemes.ts';
import {
  addresses,
  anyElement,
  anyHop,
  canonical,
  type DrawnHop,
  listForm,
  listLines,
  office,
  proxyElement,
  proxyHop,
  strangerElement,
  strangerHop,
  trustedProxies,
} from './forwarding-chains.ts';
import { defineProperty, type Family, type Judging } from './property.ts';

type AddressHeader = 'x-forwarded-for' | 'forwarded' | 'x-real-ip';

function siteWith(addressHeader: AddressHeader): Snapshot {
  const networks = office.map((cidr, index) => ({ name: `office ${index}`, cidr }));
  return siteOf({ policy: { trusted: { addressHeader, networks, proxies: [...trustedProxies] } } });
}
const sites: Readonly<Record<AddressHeader, Snapshot>> = {
  'x-forwarded-for': siteWith('x-forwarded-for'),
  forwarded: siteWith('forwarded'),
  'x-real-ip': siteWith('x-real-ip'),
};

/** Node's own list of networks. */
function listOf(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return (address) => list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
const isProxy = listOf(trustedProxies);
const isInOffice = listOf(office);

/** From the peer outwards: the first that is no proxy of ours; unknown when something unreadable comes before. */
function walked(peer: string, hops: readonly DrawnHop[]): string | null {
  if (!isProxy(peer)) return peer;
  let last = peer;
  for (const { address } of [...hops].reverse()) {
    if (address === null) return null;
    if (!isProxy(address)) return address;
    last = address;
  }
  return last;
}

interface Chain {
  readonly addressHeader: AddressHeader;
  readonly peer: string;
  readonly headers: readonly string[];
  readonly hops: readonly DrawnHop[];
}

/** An admin who writes needs a trusted path: whether he gets through shows whom the gate took him for. */
function judgeAs(client: string | null, chain: Chain, { stopwatch, saw }: Judging): string | null {
  const site = sites[chain.addressHeader];
  const raw = rawRequest('POST /orders', { headers: chain.headers, peer: chain.peer });
  const request = new CanonicalRequest(site.compiled, raw);
  const verdict = stopwatch.measure(() => {
    const fresh = new CanonicalRequest(site.compiled, raw);
    return decide(site, fresh, { identity: somebody('admin'), body: null }, 0);
  });
  const { address } = request.client;
  if (address !== client) return `expected the client ${client}, got ${address}`;
  const isTrusted = client !== null && isInOffice(client);
  saw(isTrusted ? 'somebody in the office' : client === null ? 'an unknown client' : 'a stranger');
  return (verdict.kind === 'allow') === isTrusted ? null : `${client} is answered with ${verdict.kind}`;
}

const proxy = addresses.proxies.map(canonical);
const anyPeer = fc.oneof({ weight: 4, arbitrary: proxy }, addresses.strangers, addresses.insiders);

const chain: fc.Arbitrary<Chain> = fc.oneof(
  fc
    .record({ peer: anyPeer, hops: fc.array(anyHop, { maxLength: 6 }), form: listForm })
    .map(({ peer, hops, form }) => ({
      addressHeader: 'x-forwarded-for' as const,
      peer,
      hops,
      headers: listLines('X-Forwarded-For', hops, form),
    })),
  fc
    .record({ peer: anyPeer, hops: fc.array(anyElement, { maxLength: 6 }), form: listForm })
    .map(({ peer, hops, form }) => ({
      addressHeader: 'forwarded' as const,
      peer,
      hops,
      headers: listLines('Forwarded', hops, form),
    })),
);

/** What an attacker sends: anything at all, also what a header is ended with. */
const lie = fc.oneof(
  { weight: 3, arbitrary: anyHop.map(({ text }) => text) },
  { weight: 3, arbitrary: anyElement.map(({ text }) => text) },
  fc.constantFrom(
    'for="',
    'for="203.0.113.7',
    '"',
    '\\"',
    'for="\\',
    '203.0.113.7,',
    ';for=203.0.113.7',
    '""',
    '\t',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

/** Lies first, then what our own proxies added: the stranger they spoke with, and each other. */
const forged: fc.Arbitrary<Chain & { readonly stranger: string }> = fc
  .record({
    lies: fc.array(lie, { maxLength: 5 }),
    isForwarded: fc.boolean(),
    stranger: fc.nat(1),
    hop: strangerHop,
    element: strangerElement,
    hops: fc.array(proxyHop, { maxLength: 3 }),
    elements: fc.array(proxyElement, { maxLength: 3 }),
    isOneLine: fc.boolean(),
    peer: proxy,
    others: fc.array(lie, { maxLength: 2 }),
  })
  .map((drawn) => {
    const { lies, isForwarded, isOneLine, peer, others } = drawn;
    const name = isForwarded ? 'Forwarded' : 'X-Forwarded-For';
    const real = isForwarded ? drawn.element : drawn.hop;
    const hops = [real, ...(isForwarded ? drawn.elements : drawn.hops)];
    const added = hops.map(({ text }) => text).join(', ');
    const headers = isOneLine
      ? [name, [...lies, added].join(', ')]
      : [...lies.flatMap((text) => [name, text]), name, added];
    for (const text of others)
      headers.push('X-Real-IP', text, isForwarded ? 'X-Forwarded-For' : 'Forwarded', text);
    const addressHeader = isForwarded ? ('forwarded' as const) : ('x-forwarded-for' as const);
    return { addressHeader, peer, headers, hops, stranger: real.address ?? '' };
  });

/** `X-Real-IP` is one address: two lines are nobody's. */
const realIp: fc.Arbitrary<Chain> = fc
  .record({ peer: anyPeer, hops: fc.array(anyHop, { maxLength: 2 }) })
  .map(({ peer, hops }) => ({
    addressHeader: 'x-real-ip' as const,
    peer,
    hops,
    headers: hops.flatMap(({ text }) => ['X-Real-IP', text]),
  }));

function realIpOf({ peer, hops }: Chain): string | null {
  if (!isProxy(peer) || hops.length === 0) return canonical(peer);
  const [hop] = hops;
  // Ports and brackets belong to lists.
  const isPlain = hop !== undefined && hop.address !== null && isIP(hop.text) !== 0;
  return hops.length === 1 && isPlain ? hop.address : null;
}

export const forwarding: Family = {
  name: 'forwarding',
  properties: [
    defineProperty({
      name: 'a chain names whom a walk from the right finds',
      drawn: chain,
      judge: (drawn, judging) => judgeAs(walked(canonical(drawn.peer), drawn.hops), drawn, judging),
      least: { 'a stranger': 0.1, 'somebody in the office': 0.05, 'an unknown client': 0.03 },
    }),
    defineProperty({
      name: 'X-Real-IP names one plain address or nobody',
      drawn: realIp,
      judge: (drawn, judging) => judgeAs(realIpOf(drawn), drawn, judging),
      least: { 'a stranger': 0.1, 'somebody in the office': 0.05, 'an unknown client': 0.05 },
    }),
    defineProperty({
      name: 'whatever a stranger sends along, our proxies saw a stranger',
      drawn: forged,
      judge: ({ stranger, ...drawn }, { stopwatch, saw }) => {
        const site = sites[drawn.addressHeader];
        const raw = rawRequest('POST /orders', { headers: drawn.headers, peer: drawn.peer });
        const verdict = stopwatch.measure(() =>
          decide(
            site,
            new CanonicalRequest(site.compiled, raw),
            { identity: somebody('admin'), body: null },
            0,
          ),
        );
        const { address } = new CanonicalRequest(site.compiled, raw).client;
        if (address === stranger) saw('the stranger');
        else if (address !== null) return `${stranger} is taken for ${address}`;
        return verdict.kind === 'refuse' ? null : `${stranger} is answered with ${verdict.kind}`;
      },
      least: { 'the stranger': 0.5 },
    }),
    ...forwardedSchemes,
  ],
};
