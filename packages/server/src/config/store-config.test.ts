import { describe, expect, it } from 'vitest';
import { readStore, storeSchema } from './store-config.ts';

const places: Readonly<Record<string, string>> = {
  STORE: 'postgres://p:secret@db/shop',
  REDIS: 'rediss://:secret@db:6380/0',
};
const read = (
  input: unknown,
  variable: ((name: string) => string | undefined) | null = (name) => places[name],
) =>
  readStore(input === undefined ? undefined : storeSchema.parse(input), {
    directory: '/etc/portcullis',
    stateDirectory: '/var/lib/portcullis',
    variable,
  });

describe('the store of a configuration', () => {
  it('is a file of SQLite in the state directory, or where it is said to be', () => {
    expect(read(undefined).store).toEqual({ kind: 'sqlite', file: '/var/lib/portcullis/portcullis.sqlite' });
    expect(read({ kind: 'sqlite', file: 'own.db' }).store).toEqual({
      kind: 'sqlite',
      file: '/etc/portcullis/own.db',
    });
  });

  it('is a PostgreSQL, whose place stands in the environment or in the file', () => {
    const expected = { kind: 'postgres', place: places.STORE, listen: undefined, schema: 'portcullis_store' };
    expect(read({ kind: 'postgres', placeFrom: 'STORE' })).toEqual({ store: expected, problems: [] });
    expect(
      read({ kind: 'postgres', place: places.STORE, listenFrom: 'STORE', schema: 'gate' }).store,
    ).toEqual({
      ...expected,
      listen: places.STORE,
      schema: 'gate',
    });
    // Commands that connect to nothing miss nothing.
    expect(read({ kind: 'postgres', placeFrom: 'OTHER' }, null)).toMatchObject({ problems: [] });
  });

  it('is a Redis with a file beside it', () => {
    const expected = {
      kind: 'redis',
      place: places.REDIS,
      prefix: 'portcullis',
      file: '/var/lib/portcullis/portcullis.sqlite',
    };
    expect(read({ kind: 'redis', placeFrom: 'REDIS' })).toEqual({ store: expected, problems: [] });
    expect(
      read({ kind: 'redis', place: '/run/redis.sock', prefix: 'shop:gate', file: 'own.db' }).store,
    ).toEqual({
      kind: 'redis',
      place: '/run/redis.sock',
      prefix: 'shop:gate',
      file: '/etc/portcullis/own.db',
    });
    for (const [input, problem] of [
      [{ place: places.STORE }, 'store.place: expected redis://user:password@host:6379/0'],
      [{}, 'store: expected either place or placeFrom, got neither'],
      [{ place: places.REDIS, schema: 'x' }, 'store.schema: a store of the kind redis has none'],
    ] as const) {
      const { problems } = read({ kind: 'redis', ...input });
      expect(problems.join()).toContain(problem);
      expect(problems.join()).not.toContain('secret');
    }
    expect(storeSchema.safeParse({ kind: 'redis', place: '/x', prefix: '{a}' }).success).toBe(false);
  });

  it.each([
    [{}, 'store: expected either place or placeFrom, got neither'],
    [{ place: 'x', placeFrom: 'STORE' }, 'store: expected either place or placeFrom, got both'],
    [{ placeFrom: 'OTHER' }, 'store.placeFrom: expected OTHER in the environment, got nothing'],
    [{ place: 'DATABASE_URL=secret' }, 'store.place: expected postgres://role:password@host/database'],
    [{ place: places.STORE, file: 'x' }, 'store.file: a store of the kind postgres has none; it has place,'],
    [{ place: places.STORE, listen: 'mysql://secret' }, 'store.listen: expected postgres://'],
  ])('says what is wrong with %j, and tells no secret', (input, problem) => {
    const { problems } = read({ kind: 'postgres', ...input });
    expect(problems.join()).toContain(problem);
    expect(problems.join()).not.toContain('secret');
  });

  it.each(['Shop', 'a"b', 'pg_mine', 'portcullis', ''])('takes no schema %j', (schema) => {
    expect(storeSchema.safeParse({ kind: 'postgres', place: 'x', schema }).success).toBe(false);
  });
});
