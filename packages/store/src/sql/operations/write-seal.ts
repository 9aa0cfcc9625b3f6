import type { AuditSeal } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';

/**
 * A newer seal of the same head takes the older one's place. A seal of another hash at the same place stays
 * beside it: it is the evidence of a forked chain.
 */
export function* writeSeal({ query, run }: Transaction, site: string, seal: AuditSeal): Steps<void> {
  const { chain, sequence, hash, at, signature } = seal;
  yield* run(
    query
      .insertInto('audit_seals')
      .values({ site, chain, sequence, hash, at, signature })
      .onConflict((conflict) =>
        conflict
          .columns(['site', 'chain', 'sequence', 'hash'])
          .doUpdateSet({ at, signature })
          .where('audit_seals.at', '<=', at),
      ),
  );
}
