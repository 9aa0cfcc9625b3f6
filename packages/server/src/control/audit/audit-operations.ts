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
  /** Told after each page. @default nobody is */
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Ends it; it then rejects with the signal's reason. @default it goes on to its end */
  readonly signal?: AbortSignal;
}

export interface VerifyProgress {
  /** Records that were checked. */
  readonly checked: number;
  /** As many as there should be: up to the heads that the chains had when it began. */
  readonly total: number;
}

/** Walks every chain in pages, so that a million records need little memory. */
export async function verifyStoredAudit(options: VerifyOptions): Promise<AuditVerification> {
  const { store, site, hostSeals, keys } = options;
  const seals = [...(await store.seals(site)), ...(await hostSeals())];
  const chains = new Set([...(await store.chains(site)), ...seals.map(({ chain }) => chain)]);
  return verifyAudit({ records: everyRecord(options, [...chains].sort()), seals, keys });
}

/** Each chain counts from 1 without a gap, so its head says how many records it should have. */
async function totalOf({ store, site }: VerifyOptions, chains: readonly string[]): Promise<number> {
  let total = 0;
  for (const chain of chains) total += (await store.head(site, chain))?.sequence ?? 0;
  return total;
}

async function* everyRecord(options: VerifyOptions, chains: readonly string[]): AsyncGenerator<AuditRecord> {
  const { store, site, signal, onProgress = () => undefined } = options;
  const limit = 1_000;
  const total = await totalOf(options, chains);
  let checked = 0;
  onProgress({ checked, total });
  for (const chain of chains) {
    let after = Number.MIN_SAFE_INTEGER;
    for (;;) {
      signal?.throwIfAborted();
      const page = await store.read(site, { chain, after, limit });
      yield* page;
      checked += page.length;
      onProgress({ checked, total });
      const last = page.at(-1);
      if (last === undefined || page.length < limit) break;
      after = last.sequence;
    }
  }
}
