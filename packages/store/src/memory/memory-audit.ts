import type {
  AuditQuery,
  AuditRecord,
  AuditStore,
  ChainOrderQuery,
  NewestFirstQuery,
} from '@portcullis/gate';
import { compareInChain } from '../rules/compare-in-chain.ts';
import { compareNewest } from '../rules/compare-newest.ts';
import { compareText } from '../rules/compare-text.ts';
import { checkRecords, keepRecords, type MemorySite } from './memory-site.ts';

export function memoryAudit(siteOf: (site: string) => MemorySite): AuditStore {
  return {
    async append(site, records) {
      const own = siteOf(site);
      checkRecords(own, records);
      keepRecords(own, structuredClone(records));
    },
    async read(site, query) {
      return structuredClone(select([...siteOf(site).chains.values()].flat(), query));
    },
    async head(site, chain) {
      return structuredClone(siteOf(site).chains.get(chain)?.at(-1) ?? null);
    },
    async seal(site, seal) {
      const key = JSON.stringify([seal.chain, seal.sequence, seal.hash]);
      const { seals } = siteOf(site);
      if ((seals.get(key)?.at ?? Number.NEGATIVE_INFINITY) <= seal.at) seals.set(key, structuredClone(seal));
    },
    async seals(site) {
      return structuredClone([...siteOf(site).seals.values()].sort(compareInChain));
    },
    async chains(site) {
      return [...siteOf(site).chains.keys()].sort(compareText);
    },
  };
}

function select(records: readonly AuditRecord[], query: AuditQuery): readonly AuditRecord[] {
  const found = query.newestFirst ? search(records, query) : inChains(records, query);
  return found.slice(0, query.limit);
}

function inChains(
  records: readonly AuditRecord[],
  { chain, after = 0 }: ChainOrderQuery,
): readonly AuditRecord[] {
  return records
    .filter((record) => (chain === undefined || record.chain === chain) && record.sequence > after)
    .sort(compareInChain);
}

function search(records: readonly AuditRecord[], query: NewestFirstQuery): readonly AuditRecord[] {
  const { kinds, actor, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, before } = query;
  return records
    .filter(({ at }) => from <= at && at < to)
    .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
    .filter((record) => actor === undefined || record.actor === actor)
    .filter((record) => before === undefined || compareNewest(record, before) > 0)
    .sort(compareNewest);
}
