import type { ServerStore } from '../../ports/server-store.ts';
import { advance, type StoreCases } from '../store-conformance/store-case.ts';
import { createOperators, openSessions, operatorOf, recordOf, sessionOf, site } from './fixtures.ts';

export const sessionEndCases: StoreCases<ServerStore> = {
  title: 'ends of sessions',
  cases: [
    {
      name: 'one session is ended once, with its record',
      async run({ store }, expect) {
        await fill(store);
        const record = recordOf('a', 1, { kind: 'operator.signed-out' });
        expect(await store.sessions.end('another-site', { id: '1' }, record)).toBe(0);
        expect(await store.sessions.end(site, { id: 'nobody' }, record)).toBe(0);
        expect(await store.audit.head(site, 'a')).toBe(null);
        expect(await store.sessions.end(site, { id: '1' }, record)).toBe(1);
        expect(await store.sessions.end(site, { id: '1' }, recordOf('a', 2))).toBe(0);
        expect(await store.sessions.end(site, { id: '2' }, null)).toBe(1);
        expect(await store.audit.head(site, 'a')).toEqual(record);
        expect(await ids(store)).toEqual(['3', '4']);
        expect(await store.sessions.find(site, 'token of 1')).toBe(null);
      },
    },
    {
      name: 'all sessions of one operator are ended, or all but one',
      async run({ store }, expect) {
        await fill(store);
        const exceptOne = { operatorId: 'ada', exceptId: '2' };
        expect(await store.sessions.end(site, exceptOne, recordOf('a', 1))).toBe(2);
        expect(await ids(store)).toEqual(['2', '4']);
        expect(await store.sessions.end(site, exceptOne, recordOf('a', 2))).toBe(0);
        expect(await store.sessions.end(site, { operatorId: 'ada', exceptId: '4' }, null)).toBe(1);
        expect(await store.sessions.end(site, { operatorId: 'ada' }, recordOf('a', 2))).toBe(0);
        expect(await store.sessions.end(site, { operatorId: 'mia' }, recordOf('a', 2))).toBe(1);
        expect(await ids(store)).toEqual([]);
        expect((await store.audit.head(site, 'a'))?.sequence).toBe(2);
      },
    },
    {
      name: 'a session that has expired is not ended any more: nothing to count, nothing to record',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        await createOperators(store, [operatorOf('ada')]);
        await openSessions(store, [sessionOf('1', { expiresAt: now + 1000 }), sessionOf('2')]);
        advance(opened, 1000);
        expect(await store.sessions.end(site, { id: '1' }, recordOf('a', 1))).toBe(0);
        expect(await store.audit.head(site, 'a')).toBe(null);
        expect(await store.sessions.end(site, { operatorId: 'ada' }, recordOf('a', 1))).toBe(1);
      },
    },
    {
      name: 'what expired before a time is forgotten; what lives stays, whatever time is given',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        await createOperators(store, [operatorOf('ada')]);
        await openSessions(store, [
          sessionOf('1', { expiresAt: now + 1000 }),
          sessionOf('2', { expiresAt: now + 2000 }),
          sessionOf('3', { expiresAt: now + 86_400_000 }),
        ]);
        expect(await store.sessions.end(site, { expiredBefore: now + 5000 }, null)).toBe(0);
        advance(opened, 2000);
        expect(await store.sessions.end('another-site', { expiredBefore: now + 5000 }, null)).toBe(0);
        expect(await store.sessions.end(site, { expiredBefore: now + 1000 }, null)).toBe(0);
        expect(await store.sessions.end(site, { expiredBefore: now + 1001 }, null)).toBe(1);
        expect(await store.sessions.end(site, { expiredBefore: Number.MAX_SAFE_INTEGER }, null)).toBe(1);
        expect(await ids(store)).toEqual(['3']);
      },
    },
  ],
};

async function fill(store: ServerStore): Promise<void> {
  await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
  await openSessions(store, [
    sessionOf('1'),
    sessionOf('2'),
    sessionOf('3'),
    sessionOf('4', { operatorId: 'mia' }),
  ]);
}

async function ids(store: ServerStore): Promise<readonly string[]> {
  return (await store.sessions.list(site)).map(({ id }) => id);
}
