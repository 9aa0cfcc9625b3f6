import {
  type AuditRecord,
  type AuditSeal,
  type AuditVerification,
  type SigningKey,
  type Store,
  verifyAudit,
} from '@portcullis/gate';

export interface VerifyOptions {
  readonly store: Store['audit'];
  readonly site: string;
  /** Seals that this host put down outside the store. */
  readonly hostSeals: () => Promise<readonly AuditSeal[]>;
  readonly keys: readonly SigningKey[];
}

/** Walks every chain in pages, so that a million records need little memory. */
export async function verifyStoredAudit({
  store,
  site,
  hostSeals,
  keys,
}: VerifyOptions): Promise<AuditVerification> {
  const seals = [...(await store.seals(site)), ...(await hostSeals())];
  const chains = new Set([...(await store.chains(site)), ...seals.map(({ chain }) => chain)]);
  return verifyAudit({ records: everyRecord(store, site, [...chains].sort()), seals, keys });
}

async function* everyRecord(
  store: Store['audit'],
  site: string,
  chains: readonly string[],
): AsyncGenerator<AuditRecord> {
  const limit = 1_000;
  for (const chain of chains) {
    let after = Number.MIN_SAFE_INTEGER;
    for (;;) {
      const page = await store.read(site, { chain, after, limit });
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < limit) break;
      after = last.sequence;
    }
  }
}
