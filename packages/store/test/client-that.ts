import type { IoredisClient } from '@portcullis/store/redis';
import type { Redis } from 'ioredis';

/** A client that does with each script what a test says; `count` from 1. */
export function clientThat(
  client: Redis,
  onScript: (send: () => Promise<unknown>, count: number) => Promise<unknown>,
): IoredisClient {
  let count = 0;
  return {
    eval(script, keys, ...args) {
      count += 1;
      return onScript(() => client.eval(script, keys, ...args), count);
    },
    info: (section) => client.info(section),
    duplicate: () => client.duplicate({ lazyConnect: true }),
  };
}
