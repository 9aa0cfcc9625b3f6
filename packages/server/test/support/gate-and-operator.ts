import { createHash, createHmac } from 'node:crypto';
import {
  type AuditKind,
  type AuditPlace,
  type AuditRecord,
  type AuditSeal,
  deriveKeyBytes,
  type GateStore,
  type Pass,
  type SiteState,
  type Store,
} from '@portcullis/gate';
import { unseenInNames } from '../../src/operators/unseen-in-names.ts';
import { gateSecret } from './gate-server.ts';

export interface BothSides {
  /** What a gate does: over HTTP, with its key. */
  readonly gate: GateStore;
  /** What operators do, and who verifies the log: at the store of the server. No key of a gate can. */
  readonly operator: Store;
  readonly now: () => number;
  /** What was said, and what was sent for it; of all stores on the same data. */
  readonly said: Said;
}

export interface Said {
  readonly records: Map<string, { readonly sent: AuditRecord; readonly said: AuditRecord }>;
  readonly seals: Map<string, AuditSeal>;
}

export function nothingSaid(): Said {
  return { records: new Map(), seals: new Map() };
}

/**
 * Gate and operator of one server as one `Store`, for the suite that any store passes. Nothing of what a gate asks goes past HTTP.
 * The suite's texts are put as a gate would put them, and back: instances and chains by the names of the key, records and seals
 * signed with the secret and of kinds that a gate writes, what nobody would see in a name spelled out, keys that are used up as confirmations, names of sites as a
 * configuration takes them.
 */
export async function asOneStore({ gate, operator, now, said }: BothSides): Promise<Store> {
  const secret = await deriveKeyBytes(gateSecret, 'audit');
  const sign = (what: readonly unknown[]): string =>
    createHmac('sha256', secret).update(JSON.stringify(what)).digest('hex');
  const named = (id: string): string => gate.nameOf?.(seen(id)) ?? id;
  const beginning = named('').length;
  const plain = (name: string): string => unseen(name.slice(beginning));

  function sentRecord(record: AuditRecord, kind: AuditKind = record.kind): AuditRecord {
    const { sequence, at, actor, data, previousHash } = record;
    const chain = named(record.chain);
    const hash = sign([chain, sequence, at, kind, actor, data, previousHash]);
    const sent = { chain, sequence, at, kind, actor, data, previousHash, hash };
    said.records.set(hash, { sent, said: { ...record } });
    return sent;
  }

  /** What did not come back as it was sent is shown as it came. */
  function recordOf(found: AuditRecord): AuditRecord {
    const known = said.records.get(found.hash);
    return known !== undefined && same(known.sent, found) ? { ...known.said } : found;
  }

  function sentSeal(seal: AuditSeal): AuditSeal {
    const chain = named(seal.chain);
    const signature = sign(['seal', chain, seal.sequence, seal.hash, seal.at]);
    said.seals.set(signature, { ...seal });
    return { ...seal, chain, signature };
  }

  const sealOf = (found: AuditSeal): AuditSeal => {
    const known = said.seals.get(found.signature);
    return known !== undefined &&
      same({ ...known, chain: named(known.chain), signature: found.signature }, found)
      ? { ...known }
      : found;
  };
  const passOf = (pass: Pass): Pass => ({ ...pass, site: plainSite(pass.site) });
  const stateOf = ({ switch: found, passes, ...rest }: SiteState): SiteState => ({
    ...rest,
    switch: { ...found, site: plainSite(found.site) },
    passes: passes.map(passOf),
  });

  return {
    switch: {
      read: async (site) => stateOf(await gate.switch.read(wireSite(site))),
      version: (site) => gate.switch.version(wireSite(site)),
      subscribe: (site, onHint) => gate.switch.subscribe(wireSite(site), onHint),
      async change(site, change) {
        const sent = { ...change, record: sentRecord(change.record) };
        const { kind, state } = await operator.switch.change(wireSite(site), sent);
        return { kind, state: stateOf(state) };
      },
    },
    instances: {
      report: (site, report) =>
        gate.instances.report(wireSite(site), { ...report, id: named(report.id), host: seen(report.host) }),
      async list(site) {
        const listed = await operator.instances.list(wireSite(site));
        return listed.map((instance) => ({
          ...instance,
          id: plain(instance.id),
          host: unseen(instance.host),
        }));
      },
      remove: (site, id, record) =>
        record === undefined
          ? gate.instances.remove(wireSite(site), named(id))
          : operator.instances.remove(wireSite(site), named(id), sentRecord(record)),
    },
    passes: {
      create: (pass, record) =>
        operator.passes.create({ ...pass, site: wireSite(pass.site) }, sentRecord(record)),
      list: async (site) => (await operator.passes.list(wireSite(site))).map(passOf),
      async search(site, query) {
        const page = await operator.passes.search(wireSite(site), query);
        return { ...page, passes: page.passes.map(passOf) };
      },
      async redeem(site, tokenHash, record) {
        const sent = sentRecord(record, 'pass.redeemed');
        const pass = await gate.passes.redeem(wireSite(site), tokenHash, sent);
        return pass === null ? null : passOf(pass);
      },
      revoke: (site, id, record) => operator.passes.revoke(wireSite(site), id, sentRecord(record)),
      claim: (site, key, expiresAt) =>
        gate.passes.claim(wireSite(site), confirmationOf(key), Math.min(expiresAt, now() + dayMs)),
    },
    audit: {
      append: (site, records) =>
        gate.audit.append(
          wireSite(site),
          records.map((record) => sentRecord(record, kindOf(record.kind))),
        ),
      async read(site, query) {
        const sent =
          query.newestFirst === true
            ? {
                ...query,
                ...(query.kinds !== undefined && { kinds: query.kinds.map(kindOf) }),
                ...(query.before !== undefined && { before: placeOf(query.before) }),
              }
            : { ...query, ...(query.chain !== undefined && { chain: named(query.chain) }) };
        return (await operator.audit.read(wireSite(site), sent)).map(recordOf);
      },
      async head(site, chain) {
        const found = await gate.audit.head(wireSite(site), named(chain));
        return found === null ? null : recordOf(found);
      },
      seal: (site, seal) => gate.audit.seal(wireSite(site), sentSeal(seal)),
      seals: async (site) => (await operator.audit.seals(wireSite(site))).map(sealOf),
      chains: async (site) => (await gate.audit.chains(wireSite(site))).map(plain),
    },
    close: () => gate.close(),
  };

  function placeOf({ at, chain, sequence }: AuditPlace): AuditPlace {
    return { at, chain: named(chain), sequence };
  }
}

const dayMs = 24 * 3_600_000;

/** One for one, so that a search by kinds finds what it would have found. */
const kinds: Partial<Record<AuditKind, AuditKind>> = {
  'switch.changed': 'bypass.used',
  'pass.created': 'write.confirmed',
  'pass.redeemed': 'override.applied',
  'pass.revoked': 'override.ended',
  'key.created': 'pass.used',
};

function kindOf(kind: AuditKind): AuditKind {
  return kinds[kind] ?? kind;
}

function confirmationOf(key: string): string {
  return `confirmation:${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

const spelled = 'spelled out: ';

/** What nobody would see in a name is spelled out: a server takes no such names of gates. */
function seen(text: string): string {
  return text.search(unseenInNames) === -1 ? text : `${spelled}${Buffer.from(text).toString('hex')}`;
}

function unseen(text: string): string {
  return text.startsWith(spelled) ? Buffer.from(text.slice(spelled.length), 'hex').toString() : text;
}

function wireSite(site: string): string {
  return /^[a-w][a-z0-9-]*$/.test(site) ? site : `x${Buffer.from(site).toString('hex')}`;
}

function plainSite(site: string): string {
  return site.startsWith('x') ? Buffer.from(site.slice(1), 'hex').toString() : site;
}

function same(one: object, other: object): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort());
  return sorted(one) === sorted(other);
}
