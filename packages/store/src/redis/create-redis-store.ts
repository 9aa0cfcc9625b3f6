import { type Clock, callHook, PortcullisError, type ServerStore } from '@portcullis/gate';
import { createListenedHints } from '../hints/listened-hints.ts';
import { createConnection } from './connection.ts';
import { storeKeys } from './keys.ts';
import { lookAtServer } from './look-at-server.ts';
import { openClient } from './open-client.ts';
import { redisAudit } from './redis-audit.ts';
import { adoptClient, type IoredisClient, type NodeRedisClient } from './redis-client.ts';
import { redisInstances } from './redis-instances.ts';
import { redisKeys } from './redis-keys.ts';
import { redisOperators } from './redis-operators.ts';
import { redisPasses } from './redis-passes.ts';
import { redisProcesses } from './redis-processes.ts';
import { redisSessions } from './redis-sessions.ts';
import { redisSettings } from './redis-settings.ts';
import { redisSwitch } from './redis-switch.ts';
import { redisTransitions } from './redis-transitions.ts';
import { readVersion } from './site-state.ts';

/** One of `place` and `client`. */
export interface RedisStoreOptions {
  /** Where Redis is: `redis://user:password@host:6379/0`, `rediss://…` or the path of its socket. Needs the package `ioredis`. */
  readonly place?: string;
  /** A client of `ioredis` or of `redis` that the application has already; it is left open. */
  readonly client?: IoredisClient | NodeRedisClient;
  /** What all keys begin with, in braces; whoever shares a switch has the same. @default 'portcullis' */
  readonly prefix?: string;
  /** How long an answer is waited for. @default 5000 */
  readonly timeoutMs?: number;
  /** Told after the first answer, for each reason for which this Redis may forget what is stored. @default nobody is told */
  readonly onWarning?: (message: string) => void;
  /** For tests: hosts that share a store have clocks of their own. @default the server's */
  readonly clock?: Pick<Clock, 'wallMs'>;
}

/**
 * What every gate needs, and of what a server remembers all that comes with audit records: a chain of records lies in one place.
 * None of it are the ledger and incidents, which grow with traffic, and held requests: whatever is acknowledged must outlive a
 * power cut and a failover, which a Redis promises of nothing.
 */
export type RedisStore = Omit<ServerStore, 'ledger' | 'incidents' | 'held' | 'deliveries'>;

/**
 * A store in a Redis (6.2 or newer) or Valkey that any number of hosts share. Its clock is the server's. It connects at the first
 * use; while that fails every operation says why and the next one tries again, so a gate starts without its store.
 */
export function createRedisStore({
  place,
  client: adopted,
  prefix = 'portcullis',
  timeoutMs = 5_000,
  onWarning,
  clock,
}: RedisStoreOptions): RedisStore {
  const keys = storeKeys(prefix);
  const client = openOrAdopt({ place, client: adopted, timeoutMs });
  let wasLookedAt = onWarning === undefined;
  const connection = createConnection({
    client,
    identity: keys.identity,
    store: `${prefix} in ${nameOf(place)}`,
    secrets: secretsOf(place),
    timeoutMs,
    clock: clock ?? null,
    channel: keys.channel,
    onAnswer() {
      if (wasLookedAt) return;
      wasLookedAt = true;
      lookAtServer(client).then(
        (warnings) => {
          for (const warning of warnings) {
            callHook(() => onWarning?.(`The store ${prefix} in ${nameOf(place)}: ${warning}.`));
          }
        },
        // It may not be asked.
        () => undefined,
      );
    },
  });
  const hints = createListenedHints({
    connect: () => client.line(keys.channel),
    epochOf: (site) => readVersion(connection, keys.of(site), site).then(({ epoch }) => epoch),
    timeoutMs,
  });
  const facet = { connection, keys, hints };
  return {
    switch: redisSwitch(facet),
    instances: redisInstances(facet),
    passes: redisPasses(facet),
    audit: redisAudit(facet),
    settings: redisSettings(facet),
    operators: redisOperators(facet),
    sessions: redisSessions(facet),
    keys: redisKeys(facet),
    transitions: redisTransitions(facet),
    processes: redisProcesses(facet),
    async close() {
      hints.close();
      await connection.close();
    },
  };
}

function openOrAdopt({
  place,
  client,
  timeoutMs,
}: Pick<RedisStoreOptions, 'place' | 'client'> & { readonly timeoutMs: number }) {
  if (place !== undefined && client === undefined) {
    checkPlace(place);
    return openClient({ place, timeoutMs });
  }
  if (client !== undefined && place === undefined) return adoptClient(client);
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `Expected either place or client, got ${place === undefined ? 'neither' : 'both'}.`,
  );
}

/** Told without what came: it holds a password. */
function checkPlace(place: string): void {
  if (place.startsWith('/') || (/^rediss?:\/\//.test(place) && URL.canParse(place))) return;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    'Expected a place as redis://user:password@host:6379/0, rediss://… or the path of a socket; what came is none of these.',
  );
}

/** Without user and password. */
function nameOf(place: string | undefined): string {
  if (place === undefined) return "the application's Redis";
  if (place.startsWith('/')) return `Redis at ${place}`;
  const { hostname, port } = new URL(place);
  return `Redis at ${hostname}:${port || '6379'}`;
}

/** A password as it stands in the place, and as it is sent. */
function secretsOf(place: string | undefined): readonly string[] {
  if (place === undefined || place.startsWith('/')) return [];
  const { password, searchParams } = new URL(place);
  const written = [password, searchParams.get('password') ?? ''].filter((secret) => secret !== '');
  return written.flatMap((secret) => [secret, decodeURIComponent(secret)]);
}
