import type { OperatorSession } from '../../model/operator.ts';
import type { ReplaceSessionOptions, ServerStore } from '../../ports/server-store.ts';
import { advance, codeOf, type StoreCases } from '../store-conformance/store-case.ts';
import {
  countRecords,
  createOperators,
  openSessions,
  operatorChangeOf,
  operatorOf,
  recordOf,
  sessionOf,
  site,
} from './fixtures.ts';

const opening = { operatorVersion: 1, record: null };

export const sessionCases: StoreCases<ServerStore> = {
  title: 'sessions',
  cases: [
    {
      name: 'a session comes back whole, with the record if there is one',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada')]);
        const session = sessionOf('1');
        const other = sessionOf('2', { stage: 'code-needed', address: null, userAgent: '' });
        const record = recordOf('a', 1, { kind: 'operator.signed-in' });
        expect(await store.sessions.open(session, { operatorVersion: 1, record })).toBe(true);
        expect(await store.sessions.open(other, opening)).toBe(true);
        expect(await store.sessions.find(site, session.tokenHash)).toEqual(session);
        expect(await store.sessions.find(site, other.tokenHash)).toEqual(other);
        expect(await store.sessions.list(site)).toEqual([session, other]);
        expect(await store.audit.head(site, 'a')).toEqual(record);
        expect(await countRecords(store)).toBe(2);
        for (const token of ['unknown', '', 'TOKEN OF 1', '1']) {
          expect(await store.sessions.find(site, token), token).toBe(null);
        }
        expect(await store.sessions.find('another-site', session.tokenHash)).toBe(null);
        expect(await store.sessions.list('another-site')).toEqual([]);
      },
    },
    {
      name: 'nobody gets in who was changed, disabled or removed while signing in, or is not there',
      async run({ store }, expect) {
        const disabled = operatorOf('disabled', { disabledAt: 1 });
        const owners = [operatorOf('ada'), operatorOf('mia'), operatorOf('removed'), disabled];
        await createOperators(store, owners);
        await store.operators.change(site, 'ada', operatorChangeOf({ passwordHash: 'new' }));
        await store.operators.remove(site, 'removed', recordOf('a', 1));
        const before = await countRecords(store);
        for (const operatorId of ['ada', 'removed', 'disabled', 'nobody']) {
          const options = { operatorVersion: 1, record: recordOf('b', 1) };
          const isOpen = await store.sessions.open(sessionOf('1', { operatorId }), options);
          expect(isOpen, operatorId).toBe(false);
        }
        const elsewhere = sessionOf('1', { operatorId: 'mia', site: 'another-site' });
        expect(await store.sessions.open(elsewhere, opening)).toBe(false);
        expect(await store.sessions.list(site)).toEqual([]);
        expect(await countRecords(store)).toBe(before);
        expect(await store.sessions.open(sessionOf('1'), { ...opening, operatorVersion: 2 })).toBe(true);
      },
    },
    {
      name: 'an id or token that is stored already opens nothing',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
        await openSessions(store, [sessionOf('1')]);
        const taken = [
          sessionOf('1', { tokenHash: 'fresh', operatorId: 'mia' }),
          sessionOf('2', { tokenHash: sessionOf('1').tokenHash, operatorId: 'mia' }),
        ];
        for (const session of taken) {
          const options = { operatorVersion: 1, record: recordOf('b', 1) };
          expect(await store.sessions.open(session, options)).toBe(false);
        }
        expect(await store.sessions.list(site)).toEqual([sessionOf('1')]);
        expect(await store.audit.head(site, 'b')).toBe(null);
      },
    },
    {
      name: 'a session ends at its time, exclusive, by the clock of the store',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        await createOperators(store, [operatorOf('ada')]);
        await openSessions(store, [sessionOf('1', { expiresAt: now + 3_600_000 }), sessionOf('2')]);
        expect((await store.sessions.find(site, 'token of 1'))?.id).toBe('1');
        advance(opened, 3_600_000);
        expect(await store.sessions.find(site, 'token of 1')).toBe(null);
        expect((await store.sessions.list(site)).map(({ id }) => id)).toEqual(['2']);
        expect(await store.sessions.replace(site, 'token of 1', exchange(sessionOf('1')))).toBe(null);
        await store.sessions.seen(site, '1', { seenAt: now, expiresAt: Number.MAX_SAFE_INTEGER });
        expect(await store.sessions.find(site, 'token of 1')).toBe(null);
      },
    },
    {
      name: 'the list is newest first, then in order of id, of everybody or of one operator',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
        await openSessions(store, [
          sessionOf('b', { createdAt: 1 }),
          sessionOf('d', { createdAt: 2, operatorId: 'mia' }),
          sessionOf('c', { createdAt: 2 }),
          sessionOf('a', { createdAt: 3 }),
        ]);
        const ids = async (operatorId?: string) =>
          (await store.sessions.list(site, operatorId)).map(({ id }) => id);
        expect(await ids()).toEqual(['a', 'c', 'd', 'b']);
        expect(await ids('ada')).toEqual(['a', 'c', 'b']);
        expect(await ids('mia')).toEqual(['d']);
        expect(await ids('nobody')).toEqual([]);
      },
    },
    {
      name: 'an exchange gives a new token in one step; whose session it is, and since when, stays',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
        const session = sessionOf('1', { stage: 'code-needed' });
        await openSessions(store, [session, sessionOf('2')]);
        const next = {
          tokenHash: 'second token',
          stage: 'signed-in',
          confirmedAt: 5,
          seenAt: 6,
          expiresAt: Number.MAX_SAFE_INTEGER - 1,
          address: null,
          userAgent: 'Firefox, newer',
        } as const;
        const foreign = { id: '9', site: 'another-site', operatorId: 'mia', createdAt: 9 };
        const record = recordOf('a', 1, { kind: 'operator.confirmed' });
        const options = { next: { ...foreign, ...next }, record };
        const replaced = await store.sessions.replace(site, session.tokenHash, options);
        expect(replaced).toEqual({ ...session, ...next });
        expect(await store.sessions.find(site, session.tokenHash)).toBe(null);
        expect(await store.sessions.find(site, 'second token')).toEqual(replaced);
        expect(await store.sessions.find(site, 'token of 2')).toEqual(sessionOf('2'));
        expect(await store.audit.head(site, 'a')).toEqual(record);
      },
    },
    {
      name: 'an exchange may keep its own token: what else is new is stored, and nobody is signed out',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada')]);
        const session = sessionOf('1', { confirmedAt: 500 });
        await openSessions(store, [session, sessionOf('2')]);
        const record = recordOf('a', 1, { kind: 'operator.confirmed' });
        const next = { ...session, confirmedAt: 0 };
        const replaced = await store.sessions.replace(site, session.tokenHash, { next, record });
        expect(replaced).toEqual(next);
        expect(await store.sessions.find(site, session.tokenHash)).toEqual(next);
        expect((await store.sessions.list(site)).map(({ id }) => id).sort()).toEqual(['1', '2']);
        expect(await store.audit.head(site, 'a')).toEqual(record);
      },
    },
    {
      name: 'of 20 exchanges of one token at once exactly one is made',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada')]);
        await openSessions(store, [sessionOf('1')]);
        const racers = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
        const results = await Promise.all(
          racers.map((racer) =>
            store.sessions.replace(site, 'token of 1', {
              ...exchange(sessionOf('1', { tokenHash: racer })),
              record: recordOf(racer, 1),
            }),
          ),
        );
        const winners = racers.filter((_, index) => results[index] !== null);
        expect(winners.length).toBe(1);
        expect((await store.sessions.list(site)).map(({ tokenHash }) => tokenHash)).toEqual(winners);
        expect((await store.audit.chains(site)).filter((chain) => racers.includes(chain))).toEqual(winners);
      },
    },
    {
      name: 'an exchange for a token that is stored already, or of none, exchanges nothing',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada')]);
        await openSessions(store, [sessionOf('1'), sessionOf('2')]);
        const record = recordOf('a', 1);
        const taken = { ...exchange(sessionOf('2')), record };
        expect(await store.sessions.replace(site, 'token of 1', taken)).toBe(null);
        const fresh = { ...exchange(sessionOf('1', { tokenHash: 'fresh' })), record };
        expect(await store.sessions.replace(site, 'unknown', fresh)).toBe(null);
        expect(await store.sessions.replace('another-site', 'token of 1', fresh)).toBe(null);
        expect(await store.sessions.list(site)).toEqual([sessionOf('1'), sessionOf('2')]);
        expect(await store.audit.head(site, 'a')).toBe(null);
      },
    },
    {
      name: 'use moves the time it was seen, never back, and its end',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada')]);
        const session = sessionOf('1', { seenAt: 100 });
        await openSessions(store, [session, sessionOf('2')]);
        const end = Number.MAX_SAFE_INTEGER;
        await store.sessions.seen(site, '1', { seenAt: 200, expiresAt: end - 1 });
        await store.sessions.seen(site, '1', { seenAt: 150, expiresAt: end - 2 });
        await store.sessions.seen(site, 'nobody', { seenAt: 300, expiresAt: end });
        await store.sessions.seen('another-site', '1', { seenAt: 300, expiresAt: end });
        const found = await store.sessions.find(site, session.tokenHash);
        expect(found).toEqual({ ...session, seenAt: 200, expiresAt: end - 2 });
        expect(await store.sessions.find(site, 'token of 2')).toEqual(sessionOf('2'));
      },
    },
    {
      name: 'what cannot be put on record is not opened, exchanged or ended',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada')]);
        await openSessions(store, [sessionOf('1')]);
        for (const record of [recordOf('creation of ada', 1), recordOf('b', 2)]) {
          const attempts = [
            () => store.sessions.open(sessionOf('2'), { operatorVersion: 1, record }),
            () =>
              store.sessions.replace(site, 'token of 1', {
                ...exchange(sessionOf('1', { tokenHash: 'fresh' })),
                record,
              }),
            () => store.sessions.end(site, { id: '1' }, record),
          ];
          for (const attempt of attempts) expect(await codeOf(attempt())).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        expect(await store.sessions.list(site)).toEqual([sessionOf('1')]);
        expect(await store.sessions.find(site, 'token of 1')).toEqual(sessionOf('1'));
      },
    },
  ],
};

function exchange(next: OperatorSession): ReplaceSessionOptions {
  return { next, record: null };
}
