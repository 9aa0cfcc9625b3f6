import { type ApiKey, isGateNameOf, PortcullisError, type ServerStore } from '@portcullis/gate';

/** Whether one more instance of a key may report. */
export interface InstancesOfKeys {
  /** Throws PORTCULLIS_USAGE when there are too many. */
  admit(key: ApiKey, id: string): Promise<void>;
}

export interface InstancesOfKeysOptions {
  readonly site: string;
  readonly store: Pick<ServerStore, 'instances'>;
}

/** Each of them is asked for by whoever turns on, and shown to whoever looks. */
const mostOfKey = 100;

export function createInstancesOfKeys({ site, store }: InstancesOfKeysOptions): InstancesOfKeys {
  /** Those that were let in, so that the list is not read with each report. */
  const admitted = new Map<string, Set<string>>();

  return {
    async admit({ id: keyId, tokenHash }, id) {
      if (admitted.get(keyId)?.has(id) === true) return;
      const listed = (await store.instances.list(site))
        .map((one) => one.id)
        .filter((name) => isGateNameOf(tokenHash, name));
      const all = new Set([...listed, id]);
      if (all.size > mostOfKey) {
        throw new PortcullisError(
          'PORTCULLIS_USAGE',
          `${mostOfKey} instances report with this key already. Give each application a key of its own, and each process the same id when it starts anew; take off those that are gone with portcullis status --remove.`,
        );
      }
      // Never more than may be: those that left, or were taken off, are asked about again after the next one.
      admitted.set(keyId, all);
    },
  };
}
