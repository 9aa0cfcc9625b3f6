import type { AuditKind, AuditRecord, AuditSeal } from '../../model/audit.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import { hmacHex } from '../signing/keyed-hash.ts';

export const firstPreviousHash: string = '0'.repeat(64);

export interface AuditEntry {
  readonly kind: AuditKind;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** The next record of a chain. */
export async function nextRecord(
  key: SigningKey,
  link: { readonly chain: string; readonly head: ChainHead; readonly at: number },
  entry: AuditEntry,
): Promise<AuditRecord> {
  const unsigned = {
    chain: link.chain,
    sequence: link.head.sequence + 1,
    at: link.at,
    kind: entry.kind,
    actor: entry.actor,
    data: canonicalJson(entry.data),
    previousHash: link.head.hash,
  };
  return { ...unsigned, hash: await recordHash(key, unsigned) };
}

/** The keyed hash over everything a record says. */
export function recordHash(key: SigningKey, record: Omit<AuditRecord, 'hash'>): Promise<string> {
  const { chain, sequence, at, kind, actor, data, previousHash } = record;
  return hmacHex(key, canonicalJson([chain, sequence, at, kind, actor, data, previousHash]));
}

export async function createSeal(
  key: SigningKey,
  chain: string,
  head: ChainHead,
  at: number,
): Promise<AuditSeal> {
  return { chain, ...head, at, signature: await sealSignature(key, { chain, ...head, at }) };
}

export function sealSignature(key: SigningKey, seal: Omit<AuditSeal, 'signature'>): Promise<string> {
  return hmacHex(key, canonicalJson(['seal', seal.chain, seal.sequence, seal.hash, seal.at]));
}
