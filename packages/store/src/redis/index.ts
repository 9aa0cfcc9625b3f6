export { createRedisStore, type RedisStore, type RedisStoreOptions } from './create-redis-store.ts';
export type { IoredisClient, NodeRedisClient } from './redis-client.ts';
