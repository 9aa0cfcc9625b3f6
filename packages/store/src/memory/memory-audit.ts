import type { AuditQuery, AuditRecord, AuditSeal, AuditStore } from '@portcullis/gate';
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
      return structuredClone([...siteOf(site).seals.values()].sort(inChainOrder));
    },
    async chains(site) {
      return [...siteOf(site).chains.keys()].sort(compareText);
    },
  };
}

function select(records: readonly AuditRecord[], query: AuditQuery): readonly AuditRecord[] {
  const { chain, after = 0, limit, newestFirst = false } = query;
  return records
    .filter((record) => (chain === undefined || record.chain === chain) && record.sequence > after)
    .sort(newestFirst ? byNewest : inChainOrder)
    .slice(0, limit);
}

function byNewest(a: AuditRecord, b: AuditRecord): number {
  return b.at - a.at || b.sequence - a.sequence || compareText(a.chain, b.chain);
}

function inChainOrder(a: AuditRecord | AuditSeal, b: AuditRecord | AuditSeal): number {
  return compareText(a.chain, b.chain) || a.sequence - b.sequence || a.at - b.at;
}
