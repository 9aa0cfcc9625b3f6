import type { AuditRecord, AuditSeal } from '@portcullis/gate';
import { compareText } from './compare-text.ts';

/** The order of chains: by chain, then by sequence number; seals of one place by their time. */
export function compareInChain(a: AuditRecord | AuditSeal, b: AuditRecord | AuditSeal): number {
  return compareText(a.chain, b.chain) || a.sequence - b.sequence || a.at - b.at;
}
