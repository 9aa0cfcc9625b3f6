import { createGate, createProbeSource, type IdentitySource, systemClock } from '@portcullis/gate';
import { createGraphqlReader } from '@portcullis/gate/graphql';
import { loadSecret } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import type { Config } from 'portcullis';
import type { WayIn } from './upstreams/upstream.ts';

export interface Inside {
  readonly port: number;
  /** Looks at the store now. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface StartInsideOptions {
  readonly wayIn: Extract<WayIn, { kind: 'adapter' }>;
  /** Of the server whose store and secret it shares. */
  readonly config: Config;
  readonly address: string;
}

/** An application with a gate of its own, which follows the store of a server. */
export async function startInside({ wayIn, config, address }: StartInsideOptions): Promise<Inside> {
  const { current } = await loadSecret({ directory: config.stateDirectory, create: false });
  if (config.store.kind !== 'sqlite') throw new Error('expected a server on SQLite');
  const store = createSqliteStore({ file: config.store.file });
  const gate = await createGate({
    site: config.site,
    policy: config.policyInput,
    store,
    secrets: [current],
    identity: config.policy.identity.map((input): IdentitySource => {
      if (input.kind !== 'probe') throw new Error(`Expected a probe, got ${input.kind}`);
      return createProbeSource({ input, upstream: wayIn.identityOrigin, clock: systemClock });
    }),
    instance: { id: 'inside', version: '0.0.0', host: 'corpora', processId: process.pid },
    readGraphql: createGraphqlReader(),
  });
  const leave = async () => {
    await gate.close();
    await store.close();
  };
  try {
    const host = await wayIn.start(gate, address);
    return {
      port: host.port,
      refresh: () => gate.refresh(),
      async close() {
        await host.close();
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
