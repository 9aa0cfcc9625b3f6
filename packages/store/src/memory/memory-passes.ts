import type { PassStore } from '@portcullis/gate';
import { comparePasses, pageOfPasses } from '../rules/pass-page.ts';
import { isRedeemable } from '../rules/pass-rules.ts';
import { passTaken } from '../rules/pass-taken.ts';
import { checkRecords, hint, keepRecords, type MemorySite, raiseEpoch } from './memory-site.ts';

export interface MemoryPassesOptions {
  readonly siteOf: (site: string) => MemorySite;
  readonly now: () => number;
}

export function memoryPasses({ siteOf, now }: MemoryPassesOptions): PassStore {
  return {
    async create(pass, record) {
      const own = siteOf(pass.site);
      for (const other of own.passes.values()) {
        if (other.id === pass.id || other.tokenHash === pass.tokenHash) throw passTaken(pass);
      }
      checkRecords(own, [record]);
      own.passes.set(pass.id, structuredClone({ ...pass, windowId: pass.windowId ?? own.switch.windowId }));
      raiseEpoch(own);
      keepRecords(own, structuredClone([record]));
      hint(own);
    },
    async list(site) {
      return structuredClone([...siteOf(site).passes.values()].sort(comparePasses));
    },
    async search(site, query) {
      return structuredClone(pageOfPasses([...siteOf(site).passes.values()], query, now()));
    },
    async redeem(site, tokenHash, record) {
      const own = siteOf(site);
      const at = now();
      const found = [...own.passes.values()].find((pass) => pass.tokenHash === tokenHash);
      if (!found || !isRedeemable(found, own.switch.windowId, at)) return null;
      checkRecords(own, [record]);
      const redeemed = { ...found, redeemedAt: at };
      own.passes.set(found.id, redeemed);
      keepRecords(own, structuredClone([record]));
      return structuredClone(redeemed);
    },
    async revoke(site, id, record) {
      const own = siteOf(site);
      const found = own.passes.get(id);
      if (!found || found.revokedAt !== null) return false;
      checkRecords(own, [record]);
      own.passes.set(id, { ...found, revokedAt: now() });
      raiseEpoch(own);
      keepRecords(own, structuredClone([record]));
      hint(own);
      return true;
    },
    async claim(site, key, expiresAt) {
      const { claims } = siteOf(site);
      const at = now();
      for (const [old, end] of claims) if (end <= at) claims.delete(old);
      if (claims.has(key)) return false;
      claims.set(key, expiresAt);
      return true;
    },
  };
}
