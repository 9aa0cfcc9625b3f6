import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Incident, IncidentStore } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIncidentSite, errorOf, type LogLine } from './incident-site.ts';

// What a crawler on a broken page, a lost store and a year of incidents must not do.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const originals = (lines: readonly LogLine[]) => lines.flatMap(({ original }) => original ?? []);
const counted = (lines: readonly LogLine[]) => lines.flatMap(({ count }) => count ?? []);

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('a flood', () => {
  it('fills neither disk nor log: beyond so many a minute there are ids and one count', async () => {
    const site = await createIncidentSite();
    const keeper = site.open({ mostPerMinute: 3 });
    const ids: string[] = [];
    const flood = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) ids.push(keeper.keep(errorOf()));
      await keeper.flush();
    };
    await flood(1_000);
    expect(new Set(ids).size).toBe(1_000);
    expect(await keeper.recent({ limit: 1_000 })).toHaveLength(3);
    expect(originals(site.lines).toSorted()).toEqual(['kept', 'kept', 'kept', 'too-many']);
    expect(site.lines).toHaveLength(4);
    site.advance(minuteMs);
    vi.advanceTimersByTime(minuteMs);
    expect(counted(site.lines)).toEqual([996]);
    expect(site.lines.at(-1)).toMatchObject({ incidents: ids.slice(4, 24) });
    // Another minute, another share.
    await flood(5);
    expect(await keeper.recent({ limit: 1_000 })).toHaveLength(6);
    await keeper.close();
    expect(counted(site.lines)).toEqual([996, 1]);
    expect(site.lines.at(-1)).toMatchObject({ incidents: ids.slice(1_004) });
    expect(vi.getTimerCount()).toBe(0);
    expect(site.lines).toHaveLength(4 + 1 + 4 + 1);
  });

  it('of one error leaves room for others of the same minute', async () => {
    const site = await createIncidentSite();
    const keeper = site.open({ mostPerMinute: 10, mostOfKindPerMinute: 2 });
    for (let index = 0; index < 50; index += 1) keeper.keep(errorOf({ target: `/broken?page=${index}` }));
    const other = keeper.keep(errorOf({ target: '/checkout' }));
    await keeper.flush();
    const kept = await keeper.recent({ limit: 100 });
    expect(kept.map(({ path }) => path).toSorted()).toEqual(['/broken…', '/broken…', '/checkout']);
    expect(kept.map(({ id }) => id)).toContain(other);
    await keeper.close();
  });

  it('ends with its minute, and a quiet minute is not spoken of', async () => {
    const site = await createIncidentSite();
    const keeper = site.open({ mostPerMinute: 1 });
    keeper.keep(errorOf());
    keeper.keep(errorOf());
    site.advance(minuteMs - 1);
    keeper.keep(errorOf());
    await keeper.flush();
    expect(await keeper.recent({ limit: 10 })).toHaveLength(1);
    site.advance(1);
    keeper.keep(errorOf());
    await keeper.flush();
    expect(await keeper.recent({ limit: 10 })).toHaveLength(2);
    vi.advanceTimersByTime(5 * minuteMs);
    expect(counted(site.lines)).toEqual([1]);
  });

  it('has 120 a minute unless told otherwise, and no more than 100 that wait', async () => {
    const site = await createIncidentSite();
    const gate = deferred();
    const store: IncidentStore = {
      ...site.store,
      async add(...given) {
        await gate.promise;
        return site.store.add(...given);
      },
    };
    const keeper = site.open({ store });
    for (let index = 0; index < 150; index += 1) keeper.keep(errorOf({ target: `/orders/${index}` }));
    expect(originals(site.lines)).toEqual(['too-many']);
    gate.resolve();
    await keeper.flush();
    expect(await keeper.recent({ limit: 1_000 })).toHaveLength(100);
    for (let index = 0; index < 50; index += 1) keeper.keep(errorOf({ target: `/orders/${index}` }));
    await keeper.flush();
    expect(await keeper.recent({ limit: 1_000 })).toHaveLength(120);
  });
});

describe('a store that fails', () => {
  it('is spoken of once, each original that is lost too, and the next ones are kept again', async () => {
    const site = await createIncidentSite();
    let isLost = true;
    const store: IncidentStore = {
      ...site.store,
      async add(...given) {
        if (isLost) throw new Error('the disk is full');
        return site.store.add(...given);
      },
    };
    const keeper = site.open({ store });
    for (let index = 0; index < 3; index += 1) keeper.keep(errorOf({ target: `/orders/${index}` }));
    await keeper.flush();
    expect(site.lines.map(({ level }) => level)).toEqual([50, 40, 40, 40]);
    expect(site.lines[0]).toMatchObject({ error: { message: 'the disk is full' } });
    expect(originals(site.lines)).toEqual(['store-lost', 'store-lost', 'store-lost']);
    isLost = false;
    const id = keeper.keep(errorOf());
    await keeper.flush();
    expect((await keeper.find(id))?.contents).not.toBeNull();
    keeper.keep(errorOf());
    await keeper.flush();
    expect(site.lines.slice(4).map(({ level }) => level)).toEqual([30, 40, 40]);
  });

  it('is not tried a hundred times by who stops the server', async () => {
    const site = await createIncidentSite();
    let tries = 0;
    const store: IncidentStore = {
      ...site.store,
      async add() {
        tries += 1;
        throw new Error('locked');
      },
    };
    const keeper = site.open({ store });
    for (let index = 0; index < 50; index += 1) keeper.keep(errorOf({ target: `/orders/${index}` }));
    await keeper.close();
    expect(tries).toBe(1);
    expect(originals(site.lines)).toHaveLength(50);
  });

  it('whose id is taken keeps the one before, and the log says so', async () => {
    const site = await createIncidentSite();
    const store: IncidentStore = { ...site.store, add: async () => false };
    const keeper = site.open({ store });
    keeper.keep(errorOf());
    await keeper.flush();
    expect(originals(site.lines)).toEqual(['id-taken']);
  });
});

describe('whoever stops the server', () => {
  it('waits for what is being written, and for all that waits behind it', async () => {
    const site = await createIncidentSite();
    const gate = deferred();
    const begun = deferred();
    const added: Incident[] = [];
    const store: IncidentStore = {
      ...site.store,
      async add(_, incident) {
        begun.resolve();
        await gate.promise;
        added.push(incident);
        return true;
      },
    };
    const keeper = site.open({ store });
    const ids = [1, 2, 3].map(() => keeper.keep(errorOf()));
    await begun.promise;
    let isClosed = false;
    const closing = keeper.close().then(() => {
      isClosed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isClosed, added.length]).toEqual([false, 0]);
    gate.resolve();
    await closing;
    expect(added.map(({ id }) => id)).toEqual(ids);
  });

  it('does not wait for all that has expired', async () => {
    const site = await createIncidentSite();
    const begun = deferred();
    let steps = 0;
    const store: IncidentStore = {
      ...site.store,
      async forgetExpired(_, { atMost }) {
        steps += 1;
        if (steps === 3) begun.resolve();
        return atMost;
      },
    };
    const keeper = site.open({ store });
    const tidied = keeper.tidy();
    await begun.promise;
    await keeper.close();
    const stepsWhenClosed = steps;
    await tidied;
    expect(steps).toBe(stepsWhenClosed);
  });
});

describe('what has expired', () => {
  it('is forgotten each hour by itself, in steps between which visitors are served', async () => {
    const site = await createIncidentSite();
    const turns: number[] = [];
    let turn = 0;
    const next = (): void => {
      turn += 1;
      immediate = setImmediate(next);
    };
    let immediate = setImmediate(next);
    const store: IncidentStore = {
      ...site.store,
      forgetExpired(where, options) {
        turns.push(turn);
        return site.store.forgetExpired(where, options);
      },
    };
    const keeper = site.open({ store, lifetimeMs: 1_000, mostPerMinute: 100 });
    for (let index = 0; index < 50; index += 1) keeper.keep(errorOf({ target: `/orders/${index}` }));
    await keeper.flush();
    site.advance(1_000);
    vi.advanceTimersByTime(minuteMs);
    await keeper.tidy();
    expect(turns).toHaveLength(3);
    expect(new Set(turns).size).toBe(3);
    clearImmediate(immediate);
    const forgotten = await site.store.forgetExpired('shop', { atMost: 100 });
    expect(forgotten).toBe(0);
    // Not again before an hour is over.
    site.advance(hourMs - minuteMs);
    vi.advanceTimersByTime(hourMs - minuteMs);
    for (let passed = 0; passed < 5; passed += 1) await nextTurn();
    expect(turns).toHaveLength(3);
    site.advance(minuteMs);
    vi.advanceTimersByTime(minuteMs);
    await keeper.tidy();
    expect(turns).toHaveLength(4);
  });

  it('stays when the store fails, and the log says so', async () => {
    const site = await createIncidentSite();
    const forgetExpired = async (): Promise<number> => {
      throw new Error('locked');
    };
    const keeper = site.open({ store: { ...site.store, forgetExpired } });
    vi.advanceTimersByTime(minuteMs);
    await keeper.tidy().catch(() => undefined);
    expect(site.lines).toMatchObject([{ level: 50, error: { message: 'locked' } }]);
    await keeper.close();
  });
});
