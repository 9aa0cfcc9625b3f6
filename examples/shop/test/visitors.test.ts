import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, readWriteRecord, startVisitors } from '../src/index.ts';
import { type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;

beforeAll(async () => {
  shop = await startShopUnderTest();
});

afterAll(() => shop.close());

/** Marsaglia's xorshift32: the same walk each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

describe('simulated visitors', () => {
  it('browse, sign in, buy and go home when told; each of their writes is on record', async () => {
    const leaving = new AbortController();
    const outcomes: Outcome[] = [];
    const visitors = startVisitors({
      baseUrl: shop.baseUrl,
      visitors: 3,
      signal: leaving.signal,
      random: createRandom(11),
      paceMs: { minimum: 0, maximum: 0 },
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        const paths = new Set(outcomes.map(({ path }) => path));
        if (
          ['/checkout', '/signup', '/newsletter', '/account/profile/draft', '/graphql', '/live/stock'].every(
            (path) => paths.has(path),
          ) &&
          outcomes.some(({ path, write }) => path === '/graphql' && write)
        ) {
          leaving.abort();
        }
      },
    });
    await visitors.done;
    const afterwards = outcomes.length;
    const accepted = outcomes.filter(({ write, status }) => write && status < 400);
    const records = await readWriteRecord(shop.database);
    const recorded = new Set(
      records.filter(({ kind }) => kind === 'write').map(({ requestId }) => requestId),
    );
    expect(accepted.length).toBeGreaterThan(5);
    expect(recorded).toEqual(new Set(accepted.map(({ requestId }) => requestId)));
    expect(records.some(({ kind }) => kind === 'sign-in')).toBe(true);
    expect(outcomes.filter(({ status }) => status === 0 || status >= 500)).toEqual([]);
    const glances = outcomes.filter(({ path }) => path === '/live/stock');
    expect(new Set(glances.map(({ status }) => status))).toEqual(new Set([101]));
    expect(outcomes).toHaveLength(afterwards);
    expect(shop.errors).toEqual([]);
  });

  it('tell of requests nobody answers', async () => {
    const leaving = new AbortController();
    const outcomes: Outcome[] = [];
    const visitors = startVisitors({
      baseUrl: 'http://127.0.0.1:9',
      visitors: 1,
      signal: leaving.signal,
      paceMs: { minimum: 0, maximum: 0 },
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        leaving.abort();
      },
    });
    await visitors.done;
    expect(outcomes).toMatchObject([{ status: 0 }]);
  });
});
