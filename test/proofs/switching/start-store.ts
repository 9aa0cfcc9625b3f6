import { freePort } from '../../support/free-port.ts';
import { startPostgres } from '../../support/postgres/start-postgres.ts';
import { startRedis } from '../../support/redis/start-redis.ts';

export type StoreKind = 'postgres' | 'redis';

/** A real store that instances reach over TCP, so that something can be between. */
export interface RunningStore {
  readonly kind: StoreKind;
  readonly port: () => number;
  /** How the configuration says where it is, when it listens on that port. */
  readonly placeAt: (port: number) => string;
  /** Ends it without a chance to write anything down, and starts it again with what is on disk. */
  crash(): Promise<void>;
  /** Stands still with every connection open; null where nobody can do that to it. */
  readonly standStill: { pause(): void; goOn(): void } | null;
  readonly adminUrl: string;
  stop(): Promise<void>;
}

export function startStore(kind: StoreKind): Promise<RunningStore> {
  return kind === 'postgres' ? startPostgresStore() : startRedisStore();
}

async function startPostgresStore(): Promise<RunningStore> {
  const postgres = await startPostgres(15);
  return {
    kind: 'postgres',
    port: () => Number(new URL(postgres.adminUrl).port),
    placeAt(port) {
      const url = new URL(postgres.adminUrl);
      url.port = String(port);
      return url.href;
    },
    crash: () => postgres.crash(),
    standStill: postgres,
    get adminUrl() {
      return postgres.adminUrl;
    },
    stop: () => postgres.stop(),
  };
}

async function startRedisStore(): Promise<RunningStore> {
  const port = await freePort();
  const redis = await startRedis({ settings: { port: String(port), bind: '127.0.0.1' } });
  return {
    kind: 'redis',
    port: () => port,
    placeAt: (at) => `redis://127.0.0.1:${at}`,
    async crash() {
      await redis.kill();
      await redis.start();
    },
    standStill: null,
    adminUrl: `redis://127.0.0.1:${port}`,
    stop: () => redis.stop(),
  };
}
