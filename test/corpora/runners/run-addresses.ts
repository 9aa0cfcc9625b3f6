import type { PolicyInput } from '@portcullis/gate';
import { type AddressCase, readCases } from '../cases.ts';
import { send, shown } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import { sessionOf } from '../upstreams/raw-upstream.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { adminIdentity, requestOf } from './run-overrides.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

/** Every address of 127.0.0.0/8 is this machine: the peers of the cases become some of them. */
const peers: Readonly<Record<string, string>> = {
  '198.51.100.9': '127.0.0.9',
  '203.0.113.7': '127.0.0.7',
  '10.0.0.2': '127.0.0.2',
};
const mapped = '::ffff:';
const allowed = ['203.0.113.7/32', '127.0.0.7/32', '2001:db8:5::/48'];
const anywhere = ['0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1'];

/**
 * Which address the gate takes a caller for is seen by what it opens: an admin writes from a trusted network only.
 * So each case is sent to a gate that trusts the named list, and to one that trusts exactly the address it should
 * read; where it should read none, to one that trusts every address there is.
 */
export const runAddresses: Runner = async ({ upstream, isWanted }) => {
  const gates = new Map<string, CorpusGate>();
  const gateFor = async (one: AddressCase, networks: readonly string[]): Promise<CorpusGate> => {
    const policy = policyFor(one, networks);
    const host = one.peer.startsWith(mapped) ? `${mapped}127.0.0.1` : '127.0.0.1';
    const key = JSON.stringify([policy, host]);
    const known = gates.get(key);
    if (known !== undefined) return known;
    const gate = await startCorpusGate({ upstream, policy, host });
    gates.set(key, gate);
    return gate;
  };
  try {
    const outcomes: Outcome[] = [];
    for (const one of readCases('headers')) {
      if (!isWanted(one.id)) continue;
      outcomes.push(
        await judged(one.id, async () => {
          const { clientIp, ipTrusted } = one.expect;
          const byList = await writesAt(one, { gate: await gateFor(one, allowed), upstream });
          const exact = clientIp === null ? anywhere : [networkOf(clientIp, one)];
          const byAddress = await writesAt(one, { gate: await gateFor(one, exact), upstream });
          return [
            ...verdict(`from ${allowed.join(', ')}`, byList, ipTrusted),
            ...verdict(`from ${exact.join(', ')}`, byAddress, clientIp !== null),
            ...claimsIn(one, byAddress),
          ];
        }),
      );
    }
    return outcomes;
  } finally {
    for (const gate of gates.values()) await gate.close();
  }
};

function policyFor(one: AddressCase, cidrs: readonly string[]): PolicyInput {
  return {
    ...adminIdentity,
    trusted: {
      networks: cidrs.map((cidr, index) => ({ name: `network-${index}`, cidr })),
      proxies: [...one.trusted, `${peers['10.0.0.2']}/32`],
      ...(one.header !== undefined && { addressHeader: one.header }),
    },
  };
}

function networkOf(address: string, { peer }: AddressCase): string {
  const own = address === peer.replace(mapped, '') ? (peers[address] ?? address) : address;
  return `${own}/${own.includes(':') ? 128 : 32}`;
}

type Written = Awaited<ReturnType<typeof send>>;

async function writesAt(
  one: AddressCase,
  scene: { readonly gate: CorpusGate; readonly upstream: RecordingUpstream },
): Promise<Written> {
  const from = peers[one.peer.replace(mapped, '')];
  if (from === undefined) throw new Error(`Expected a peer with an address of this machine, got ${one.peer}`);
  const cookie = ['Cookie', sessionOf({ subject: 'ada', role: 'admin' })] as const;
  return send({ ...scene, from, bytes: requestOf('POST /orders', [...one.headers, cookie]) });
}

function verdict(where: string, { hits }: Written, isAllowed: boolean): string[] {
  if ((hits.length === 1) === isAllowed && hits.length <= 1) return [];
  return [
    `a write allowed ${where}: on record is ${shown(hits)}, should be ${isAllowed ? 'one' : 'nothing'}`,
  ];
}

/** What an unnamed peer says of itself is told to nobody. */
function claimsIn(one: AddressCase, { hits }: Written): string[] {
  if (one.cls !== 'untrusted-peer') return [];
  return hits
    .flatMap(({ headers }) => headers ?? [])
    .filter(([, text]) => one.headers.some(([, value]) => text.includes(value)))
    .map(([name, text]) => `the application got "${name}: ${text}", should be without`);
}
