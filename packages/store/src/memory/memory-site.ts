import {
  type AuditRecord,
  type AuditSeal,
  type InstanceReport,
  type Pass,
  type Switch,
  untouchedSwitch,
} from '@portcullis/gate';
import { checkSuccession } from '../rules/check-succession.ts';

/** Everything remembered of one site. */
export interface MemorySite {
  switch: Switch;
  readonly passes: Map<string, Pass>;
  /** One-use keys and when they may be forgotten. */
  readonly claims: Map<string, number>;
  readonly instances: Map<string, { readonly report: InstanceReport; readonly seenAt: number }>;
  readonly chains: Map<string, AuditRecord[]>;
  readonly seals: Map<string, AuditSeal>;
  readonly hints: Set<() => void>;
}

export function untouchedSite(site: string): MemorySite {
  return {
    switch: untouchedSwitch(site),
    passes: new Map(),
    claims: new Map(),
    instances: new Map(),
    chains: new Map(),
    seals: new Map(),
    hints: new Set(),
  };
}

/** Throws before anything is stored when the records do not follow their chain's head. */
export function checkRecords(site: MemorySite, records: readonly AuditRecord[]): void {
  const [first] = records;
  if (first) checkSuccession(site.chains.get(first.chain)?.at(-1)?.sequence ?? 0, records);
}

/** Stores checked records. */
export function keepRecords(site: MemorySite, records: readonly AuditRecord[]): void {
  for (const record of records) {
    const chain = site.chains.get(record.chain) ?? [];
    chain.push(record);
    site.chains.set(record.chain, chain);
  }
}

export function raiseEpoch(site: MemorySite): void {
  site.switch = { ...site.switch, epoch: site.switch.epoch + 1 };
}

/** Tells everybody who asked. A hint may be lost, so a listener that fails must not fail the change. */
export function hint(site: MemorySite): void {
  for (const onHint of [...site.hints]) {
    try {
      onHint();
    } catch {
      // The change is stored; the listener learns of it by its next poll.
    }
  }
}
