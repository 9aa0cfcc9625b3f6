import type { AuditKind, AuditRecord, AuditSeal } from '@portcullis/gate';
import { object, type Shape, text, whole } from './shape.ts';

/**
 * Kind and data are taken as they stand: `audit verify` must be able to read a record that was tampered
 * with and name it, and a newer version may know more kinds.
 */
export const auditRecordShape: Shape<AuditRecord> = object<AuditRecord>({
  chain: text,
  sequence: whole,
  at: whole,
  kind: (value, at) => text(value, at) as AuditKind,
  actor: text,
  data: text,
  previousHash: text,
  hash: text,
});

export const auditSealShape: Shape<AuditSeal> = object<AuditSeal>({
  chain: text,
  sequence: whole,
  hash: text,
  at: whole,
  signature: text,
});
