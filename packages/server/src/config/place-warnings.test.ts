import { type PolicyInput, parsePolicy } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { type Places, placeWarnings } from './place-warnings.ts';
import type { StoreConfig } from './store-config.ts';

const upstream = new URL('http://10.0.0.7:8000');
const warningsOf = (
  store: StoreConfig,
  { policy = {}, ...places }: { readonly policy?: PolicyInput } & Partial<Omit<Places, 'policy'>> = {},
) =>
  placeWarnings({
    ...{ store, listenHost: '0.0.0.0', upstream, publicUrl: null },
    ...places,
    policy: parsePolicy(policy),
  });

const postgres = (place: string): StoreConfig => ({
  kind: 'postgres',
  place,
  listen: undefined,
  schema: 's',
});
const redis = (place: string): StoreConfig => ({ kind: 'redis', place, prefix: 'p', file: 'f' });
const sqlite: StoreConfig = { kind: 'sqlite', file: 'f' };

it.each([
  [postgres('postgres://u:secret@db.internal/shop'), 'db.internal'],
  [postgres('postgres://u:secret@db.internal/shop?sslmode=prefer'), 'db.internal'],
  [postgres('postgres://u:secret@db.internal/shop?ssl=false'), 'db.internal'],
  [postgres('postgres://u:secret@%zz/shop'), '%zz'],
  [redis('redis://u:secret@cache:6379/0'), 'cache'],
])('of a store over a network without TLS it is said how to have it: %j', (store, host) => {
  const [told, ...others] = warningsOf(store);
  expect(others).toEqual([]);
  expect(told).toMatch(new RegExp(`^store\\.place: the connection to ${host} is not encrypted`));
  expect(told).toMatch(store.kind === 'redis' ? /rediss:/ : /sslmode=verify-full/);
  expect(told).not.toContain('secret');
});

it.each([
  sqlite,
  postgres('postgres://u@localhost/shop'),
  postgres('postgres://u@127.0.0.1:5433/shop'),
  postgres('postgres://u@[::1]/shop'),
  postgres('postgres:///shop?host=/var/run/postgresql'),
  postgres('postgres://%2Fvar%2Frun/shop'),
  postgres('postgres://u@db/shop?sslmode=verify-full'),
  postgres('postgres://u@db/shop?ssl=true'),
  postgres(''),
  redis('rediss://u@cache:6379'),
  redis('/run/redis.sock'),
])('of one that is on this host, or encrypted, nothing is said: %j', (store) => {
  expect(warningsOf(store)).toEqual([]);
});

it('held webhooks without a name of the application are warned of', () => {
  const held = { match: 'POST /hooks', provider: 'stripe', secretFrom: 'SECRET' } as const;
  const told = [expect.stringMatching(/^publicUrl: .* host name 10\.0\.0\.7:8000/)];
  const behindProxy = { trusted: { proxies: ['127.0.0.1/32'] } };
  expect(warningsOf(sqlite, { policy: { webhooks: [held] } })).toEqual(told);
  expect(
    warningsOf(sqlite, { policy: { webhooks: [held], ...behindProxy }, listenHost: '127.0.0.1' }),
  ).toEqual(told);
  for (const places of [
    { policy: { webhooks: [held] }, publicUrl: new URL('https://shop.example.com') },
    { policy: { webhooks: [{ ...held, host: 'shop.example.com' }] } },
    { policy: { webhooks: [{ ...held, during: 'refuse' as const }] } },
    { policy: { webhooks: [held] }, listenHost: '127.0.0.1' },
  ])
    expect([places, warningsOf(sqlite, places)]).toEqual([places, []]);
});
