import type { AuditRecord, AuditSeal, AuditStore, ChainOrderQuery } from '@portcullis/gate';
import { auditSealShape } from '../record/audit-shape.ts';
import { json, type Shape, ShapeError } from '../record/shape.ts';
import { compareInChain } from '../rules/compare-in-chain.ts';
import { compareText } from '../rules/compare-text.ts';
import { appendRecords, endOf } from './append-records.ts';
import type { RedisConnection } from './connection.ts';
import { type SiteKeys, textOf } from './keys.ts';
import { recordsAt } from './records-at.ts';
import type { FacetOptions } from './redis-switch.ts';
import { searchAudit } from './search-audit.ts';
import { foundHash, readingHash } from './site-state.ts';

const sealShape: Shape<AuditSeal> = json(auditSealShape);

const recordsAtOnce = 200;

export function redisAudit({ connection, keys }: FacetOptions): AuditStore {
  return {
    append: (site, records) =>
      connection
        .settle(async () => {
          const { conditions, commands, check } = appendRecords(keys.of(site), records);
          if (commands.length > 0) check(await connection.commit({ conditions, commands }));
          return null;
        })
        .then(() => undefined),
    read: (site, query) =>
      connection.settle(() =>
        query.newestFirst
          ? searchAudit(connection, keys.of(site), query)
          : readChains(connection, keys.of(site), query),
      ),
    head: (site, chain) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const { results } = await connection.ask([{ name: 'HGET', key: own.ends, args: [chain] }]);
        const sequence = endOf(results[0], chain);
        if (sequence === 0) return null;
        const [head] = await recordsAt(connection, own, [{ chain, sequence }]);
        if (head === undefined) throw new ShapeError(`the audit chain ${chain} lacks its record ${sequence}`);
        return head;
      }),
    seal: (site, seal) =>
      connection
        .settle(async () => {
          const key = keys.of(site).seals;
          const field = JSON.stringify([seal.chain, seal.sequence, seal.hash]);
          const { results } = await connection.ask([{ name: 'HGET', key, args: [field] }]);
          const [older] = results;
          const value = older === null || older === undefined ? null : textOf(older, `a seal of ${site}`);
          if (value !== null && sealShape(value, `a seal of ${site}`).at > seal.at) return null;
          const outcome = await connection.commit({
            conditions: [{ key, field, value }],
            commands: [{ name: 'HSET', key, args: [field, JSON.stringify(seal)] }],
          });
          return outcome.kind === 'done' ? null : undefined;
        })
        .then(() => undefined),
    seals: (site) =>
      connection.settle(async () => {
        const at = `the audit seals of ${site}`;
        const { results } = await connection.ask([readingHash(keys.of(site).seals)]);
        return foundHash(results[0], at)
          .map(([, stored]) => sealShape(stored, at))
          .sort(compareInChain);
      }),
    chains: (site) =>
      connection.settle(async () => [...(await endsOf(connection, keys.of(site))).keys()].sort(compareText)),
  };
}

async function endsOf(connection: RedisConnection, { ends }: SiteKeys): Promise<ReadonlyMap<string, number>> {
  const { results } = await connection.ask([readingHash(ends)]);
  const found = foundHash(results[0], 'the ends of the audit chains');
  return new Map(found.map(([chain, end]) => [chain, endOf(end, chain)]));
}

async function readChains(
  connection: RedisConnection,
  keys: SiteKeys,
  { chain, after = 0, limit }: ChainOrderQuery,
): Promise<readonly AuditRecord[]> {
  const ends = await endsOf(connection, keys);
  const chains = chain === undefined ? [...ends.keys()].sort(compareText) : [chain];
  const found: AuditRecord[] = [];
  for (const one of chains) {
    const end = ends.get(one) ?? 0;
    // Whoever walks a whole chain begins below all of it.
    let next = Math.max(after + 1, 1);
    while (next <= end && found.length < limit) {
      const count = Math.min(end - next + 1, limit - found.length, recordsAtOnce);
      const places = Array.from({ length: count }, (_, index) => ({ chain: one, sequence: next + index }));
      // One that was deleted is a gap, which `audit verify` finds.
      found.push(...(await recordsAt(connection, keys, places)));
      next += count;
    }
  }
  return found;
}
