import { type AuditRecord, PortcullisError } from '@portcullis/gate';

/** Throws unless the records continue one chain from its head, without a gap. */
export function checkSuccession(headSequence: number, records: readonly AuditRecord[]): void {
  const chain = records[0]?.chain;
  let expected = headSequence + 1;
  for (const record of records) {
    if (record.chain !== chain) {
      throw new PortcullisError(
        'PORTCULLIS_AUDIT_UNWRITABLE',
        `Records of one chain are stored together, expected chain ${chain}, got ${record.chain}; append each chain by itself`,
      );
    }
    if (record.sequence !== expected) {
      throw new PortcullisError(
        'PORTCULLIS_AUDIT_UNWRITABLE',
        `The next audit record of chain ${chain} is number ${expected}, got ${record.sequence}; nothing was stored. Read the chain's head and continue from it; two instances must not share a chain`,
      );
    }
    expected += 1;
  }
}
