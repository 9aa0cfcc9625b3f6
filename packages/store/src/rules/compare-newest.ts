import type { AuditPlace } from '@portcullis/gate';
import { compareText } from './compare-text.ts';

/** The order of a search: newest first by time, then by sequence number, then by chain. */
export function compareNewest(a: AuditPlace, b: AuditPlace): number {
  return b.at - a.at || b.sequence - a.sequence || compareText(a.chain, b.chain);
}
