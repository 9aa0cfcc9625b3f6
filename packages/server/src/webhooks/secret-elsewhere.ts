import type { Gate, Store } from '@portcullis/gate';
import { hasOtherSecret } from '../switching/enforcement.ts';
import { isSilent } from '../switching/is-silent.ts';

export interface SecretElsewhereOptions {
  readonly gate: Pick<Gate, 'site' | 'secretDigests'>;
  readonly instances: Pick<Store['instances'], 'list'>;
}

/** Asked for each webhook that cannot be decrypted: who has the secret does not change that fast. */
const rememberedMs = 5_000;

/**
 * Whether an instance that is alive has another secret than this one. A server that was given the wrong one must not call everything
 * that others could deliver a failure. Where nobody can be asked it may be so.
 */
export function createSecretElsewhere({ gate, instances }: SecretElsewhereOptions): () => Promise<boolean> {
  let last: { readonly atMs: number; readonly found: Promise<boolean> } | null = null;

  async function look(): Promise<boolean> {
    try {
      const all = await instances.list(gate.site);
      return all.some((instance) => !isSilent(instance) && hasOtherSecret(instance, gate));
    } catch {
      return true;
    }
  }

  return () => {
    if (last === null || performance.now() - last.atMs > rememberedMs) {
      last = { atMs: performance.now(), found: look() };
    }
    return last.found;
  };
}
