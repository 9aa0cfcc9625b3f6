import type { ApiKey, KeyStore } from '@portcullis/gate';
import { writtenApiKeyShape } from '../record/api-key-shape.ts';
import { json, type Shape } from '../record/shape.ts';
import { compareText } from '../rules/compare-text.ts';
import type { Condition } from './connection.ts';
import { textOf } from './keys.ts';
import { writePeople } from './people.ts';
import type { FacetOptions } from './redis-switch.ts';
import { foundHash, readingHash } from './site-state.ts';

const storedKey: Shape<ApiKey> = json(writtenApiKeyShape);

interface Found {
  readonly key: ApiKey;
  /** Holds as long as nobody has changed it. */
  readonly unchanged: Condition;
}

/** They are few: whoever looks for one that is not told by its token reads all. */
export function redisKeys({ connection, keys }: FacetOptions): KeyStore {
  async function read(site: string) {
    const own = keys.of(site);
    const { now, results } = await connection.ask([
      readingHash(own.apiKeys),
      { name: 'HGET', key: own.people, args: ['revision'] },
    ]);
    const at = `the keys of ${site}`;
    const found = foundHash(results[0], at).map(
      ([field, value]): Found => ({
        key: storedKey(value, at),
        unchanged: { key: own.apiKeys, field, value },
      }),
    );
    const revision = results[1] === null || results[1] === undefined ? null : textOf(results[1], at);
    return { now, revision, found };
  }

  const keeping = (key: ApiKey) => ({
    name: 'HSET',
    key: keys.of(key.site).apiKeys,
    args: [key.tokenHash, JSON.stringify(key)],
  });

  return {
    create: (key, record) =>
      connection.settle(async () => {
        const own = keys.of(key.site);
        const { found, ...people } = await read(key.site);
        const isTaken = found.some(
          ({ key: other }) => other.id === key.id || other.tokenHash === key.tokenHash,
        );
        if (isTaken) return false;
        const commands = [keeping(key)];
        return (await writePeople(connection, own, { people, record, commands })) ? true : undefined;
      }),
    list: (site) =>
      connection.settle(async () =>
        (await read(site)).found
          .map(({ key }) => key)
          .sort((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id)),
      ),
    find: (site, tokenHash) =>
      connection.settle(async () => {
        const { apiKeys } = keys.of(site);
        const { now, results } = await connection.ask([{ name: 'HGET', key: apiKeys, args: [tokenHash] }]);
        if (results[0] === null || results[0] === undefined) return null;
        const key = storedKey(results[0], `a key of ${site}`);
        const isGood = key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
        return isGood ? key : null;
      }),
    revoke: (site, id, record) =>
      connection.settle(async () => {
        const { found, ...people } = await read(site);
        const one = found.find(({ key }) => key.id === id);
        if (one === undefined || one.key.revokedAt !== null) return false;
        const written = await writePeople(connection, keys.of(site), {
          people,
          record,
          conditions: [one.unchanged],
          commands: [keeping({ ...one.key, revokedAt: people.now })],
        });
        return written ? true : undefined;
      }),
    async used(site, id, at) {
      await connection.settle(async () => {
        const one = (await read(site)).found.find(({ key }) => key.id === id);
        if (one === undefined || (one.key.lastUsedAt ?? -1) >= at) return null;
        const outcome = await connection.commit({
          conditions: [one.unchanged],
          commands: [keeping({ ...one.key, lastUsedAt: at })],
        });
        return outcome.kind === 'done' ? null : undefined;
      });
    },
  };
}
