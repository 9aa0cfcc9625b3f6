import type { ServerStore } from '../../ports/server-store.ts';
import { codeOf, type StoreCases } from '../store-conformance/store-case.ts';
import {
  countRecords,
  createOperators,
  openSessions,
  operatorChangeOf,
  operatorOf,
  recordOf,
  secondFactorOf,
  sessionOf,
  site,
} from './fixtures.ts';

export const operatorChangeCases: StoreCases<ServerStore> = {
  title: 'changes of operators',
  cases: [
    {
      name: 'what is given is stored, what is not given stays, and the version grows',
      async run({ store }, expect) {
        const ada = operatorOf('ada', { secondFactor: secondFactorOf() });
        await createOperators(store, [ada, operatorOf('mia')]);
        const record = recordOf('a', 1, { kind: 'operator.changed' });
        const change = operatorChangeOf({ name: 'Ada L.', passwordHash: 'new' }, { record });
        expect(await store.operators.change(site, 'ada', change)).toBe('changed');
        const changed = { ...ada, name: 'Ada L.', passwordHash: 'new', version: 2 };
        expect(await store.operators.find(site, { name: 'ada l.' })).toEqual(changed);
        expect(await store.operators.find(site, { name: 'ada' })).toBe(null);
        expect(await store.audit.head(site, 'a')).toEqual(record);
        const next = {
          role: 'support',
          passwordHash: null,
          secondFactor: null,
          federated: { issuer: 'https://id.example.org', subject: '1' },
          invitation: { codeHash: 'code', expiresAt: Number.MAX_SAFE_INTEGER },
          disabledAt: 5,
        } as const;
        const second = operatorChangeOf(next, { expectedVersion: 2 });
        expect(await store.operators.change(site, 'ada', second)).toBe('changed');
        expect(await store.operators.find(site, { id: 'ada' })).toEqual({ ...changed, ...next, version: 3 });
        const third = operatorChangeOf(
          { federated: null, invitation: null, disabledAt: null },
          { expectedVersion: 3, record: recordOf('change', 2) },
        );
        expect(await store.operators.change(site, 'ada', third)).toBe('changed');
        expect(await store.operators.find(site, next.federated)).toBe(null);
        expect(await store.operators.find(site, { invitationHash: 'code' })).toBe(null);
        expect(await store.operators.find(site, { id: 'mia' })).toEqual(operatorOf('mia'));
      },
    },
    {
      name: 'a change of another version, or of nobody, is a conflict and stores nothing',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
        for (const expectedVersion of [0, 2]) {
          const change = operatorChangeOf({ name: 'eve' }, { expectedVersion });
          expect(await store.operators.change(site, 'ada', change)).toBe('conflict');
        }
        expect(await store.operators.change(site, 'nobody', operatorChangeOf({ name: 'eve' }))).toBe(
          'conflict',
        );
        expect(await store.operators.change('another-site', 'ada', operatorChangeOf({}))).toBe('conflict');
        expect(await store.operators.list(site)).toEqual([operatorOf('ada'), operatorOf('mia')]);
        expect(await countRecords(store)).toBe(2);
      },
    },
    {
      name: 'of 20 changes at once exactly one is stored',
      async run({ store }, expect) {
        // A code for recovery is used up so: of two who have it, one gets in.
        await createOperators(store, [operatorOf('ada', { secondFactor: secondFactorOf() })]);
        const secondFactor = secondFactorOf({ recoveryHashes: ['second'] });
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            store.operators.change(
              site,
              'ada',
              operatorChangeOf({ secondFactor }, { record: recordOf(`racer-${index}`, 1) }),
            ),
          ),
        );
        expect(results.filter((result) => result === 'changed').length).toBe(1);
        expect(results.filter((result) => result === 'conflict').length).toBe(19);
        expect(await countRecords(store)).toBe(2);
        expect((await store.operators.find(site, { id: 'ada' }))?.version).toBe(2);
      },
    },
    {
      name: 'nobody gets the name, the provider identity or the invitation of somebody else',
      async run({ store }, expect) {
        const federated = { issuer: 'https://id.example.org', subject: '1' };
        const invitation = { codeHash: 'code', expiresAt: Number.MAX_SAFE_INTEGER };
        await createOperators(store, [operatorOf('ada', { federated, invitation }), operatorOf('mia')]);
        for (const next of [{ name: 'ADA' }, { federated }, { invitation }]) {
          const result = await store.operators.change(site, 'mia', operatorChangeOf(next));
          expect(result, JSON.stringify(next)).toBe('name-taken');
        }
        expect(await store.operators.find(site, { id: 'mia' })).toEqual(operatorOf('mia'));
        expect(await countRecords(store)).toBe(2);
        // One's own name may be written another way.
        const change = operatorChangeOf({ name: 'ADA', federated, invitation });
        expect(await store.operators.change(site, 'ada', change)).toBe('changed');
      },
    },
    {
      name: 'the last owner who can sign in stays one: not demoted, disabled, locked out or removed',
      async run({ store }, expect) {
        const invitation = { codeHash: 'code', expiresAt: Number.MAX_SAFE_INTEGER };
        await createOperators(store, [
          operatorOf('ada'),
          operatorOf('disabled', { disabledAt: 1 }),
          operatorOf('invited', { passwordHash: null, invitation }),
          operatorOf('operator', { role: 'operator' }),
          operatorOf('elsewhere', { site: 'another-site' }),
        ]);
        const before = await countRecords(store);
        const ends = [{ role: 'operator' }, { disabledAt: 5 }, { passwordHash: null }] as const;
        for (const next of ends) {
          const result = await store.operators.change(site, 'ada', operatorChangeOf(next));
          expect(result, JSON.stringify(next)).toBe('last-owner');
        }
        expect(await store.operators.remove(site, 'ada', recordOf('a', 1))).toBe('last-owner');
        expect(await store.operators.find(site, { id: 'ada' })).toEqual(operatorOf('ada'));
        expect(await countRecords(store)).toBe(before);
        // Signing in elsewhere is signing in, and all others may come and go.
        const federated = { issuer: 'https://id.example.org', subject: '1' };
        const change = operatorChangeOf({ passwordHash: null, federated });
        expect(await store.operators.change(site, 'ada', change)).toBe('changed');
        for (const [index, id] of ['disabled', 'invited', 'operator'].entries()) {
          expect(await store.operators.remove(site, id, recordOf('a', index + 1)), id).toBe('removed');
        }
      },
    },
    {
      name: 'where nobody is an owner who can sign in, nobody is the last one',
      async run({ store }, expect) {
        const invitation = { codeHash: 'code', expiresAt: Number.MAX_SAFE_INTEGER };
        await createOperators(store, [
          operatorOf('invited', { passwordHash: null, invitation }),
          operatorOf('mia', { role: 'viewer' }),
        ]);
        const change = operatorChangeOf({ name: 'Ada' });
        expect(await store.operators.change(site, 'invited', change)).toBe('changed');
        const demotion = operatorChangeOf({ disabledAt: 1 }, { record: recordOf('change', 2) });
        expect(await store.operators.change(site, 'mia', demotion)).toBe('changed');
        expect(await store.operators.remove(site, 'invited', recordOf('a', 1))).toBe('removed');
      },
    },
    {
      name: 'of two owners who demote, disable or remove each other at once one stays',
      async run({ store }, expect) {
        const ways: readonly ((id: string) => Promise<string>)[] = [
          (id: string) =>
            store.operators.change(site, id, operatorChangeOf({ role: 'viewer' }, recordBy(id))),
          (id: string) => store.operators.change(site, id, operatorChangeOf({ disabledAt: 1 }, recordBy(id))),
          (id: string) => store.operators.remove(site, id, recordBy(id).record),
        ];
        for (const [round, way] of ways.entries()) {
          const ids = [`ada ${round}`, `mia ${round}`];
          await createOperators(
            store,
            ids.map((id) => operatorOf(id)),
          );
          if (round > 0) await demoteOthers(store, ids);
          const results = await Promise.all(ids.map((id) => way(id)));
          expect(results.filter((result) => result === 'last-owner').length, `way ${round}`).toBe(1);
        }
      },
    },
    {
      name: 'an operator is removed once, with all sessions and nobody else’s, and the name is free again',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
        await openSessions(store, [sessionOf('1'), sessionOf('2'), sessionOf('3', { operatorId: 'mia' })]);
        expect(await store.operators.remove('another-site', 'ada', recordOf('a', 1))).toBe('absent');
        expect(await store.operators.remove(site, 'ada', recordOf('a', 1))).toBe('removed');
        expect(await store.operators.remove(site, 'ada', recordOf('a', 2))).toBe('absent');
        expect((await store.operators.list(site)).map(({ id }) => id)).toEqual(['mia']);
        expect((await store.sessions.list(site)).map(({ id }) => id)).toEqual(['3']);
        expect(await store.sessions.find(site, 'token of 1')).toBe(null);
        expect((await store.audit.head(site, 'a'))?.sequence).toBe(1);
        await createOperators(store, [operatorOf('ada 2', { name: 'ada' })]);
      },
    },
    {
      name: 'a change ends the sessions it says, in the same step; who is disabled keeps none',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
        const ids = async () => (await store.sessions.list(site)).map(({ id }) => id);
        const change = (version: number, endSessions?: 'none' | 'all' | { readonly exceptId: string }) =>
          store.operators.change(
            site,
            'ada',
            operatorChangeOf(
              { passwordHash: `${version}` },
              { expectedVersion: version, endSessions, record: recordOf('a', version) },
            ),
          );
        await openSessions(store, [sessionOf('1'), sessionOf('2'), sessionOf('3', { operatorId: 'mia' })]);
        await change(1);
        await change(2, 'none');
        expect(await ids()).toEqual(['1', '2', '3']);
        expect(await change(1, 'all')).toBe('conflict');
        expect(await ids()).toEqual(['1', '2', '3']);
        await change(3, { exceptId: '2' });
        expect(await ids()).toEqual(['2', '3']);
        await change(4, { exceptId: '3' });
        expect(await ids()).toEqual(['3']);
        const again = sessionOf('4');
        expect(await store.sessions.open(again, { operatorVersion: 5, record: null })).toBe(true);
        await change(5, 'all');
        expect(await ids()).toEqual(['3']);
        const disabled = operatorChangeOf({ disabledAt: 5 });
        expect(await store.operators.change(site, 'mia', disabled)).toBe('changed');
        expect(await ids()).toEqual([]);
      },
    },
    {
      name: 'the steps of a second factor stay used when it is changed, and begin anew with another',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada', { secondFactor: secondFactorOf() })]);
        expect(await store.operators.claimStep(site, 'ada', 100)).toBe(true);
        const steps = [
          { secondFactor: secondFactorOf({ recoveryHashes: [] }), isNew: false },
          { secondFactor: secondFactorOf({ sealedSecret: 'another', confirmedAt: null }), isNew: true },
          { secondFactor: secondFactorOf({ sealedSecret: 'another' }), isNew: false },
          { secondFactor: null, isNew: false },
          { secondFactor: secondFactorOf(), isNew: true },
        ];
        for (const [index, { secondFactor, isNew }] of steps.entries()) {
          const change = operatorChangeOf(
            { secondFactor },
            { expectedVersion: index + 1, record: recordOf('a', index + 1) },
          );
          expect(await store.operators.change(site, 'ada', change)).toBe('changed');
          expect(await store.operators.claimStep(site, 'ada', 100), `step ${index}`).toBe(isNew);
        }
      },
    },
    {
      name: 'a change or removal whose record cannot be written is refused whole',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada'), operatorOf('mia')]);
        await openSessions(store, [sessionOf('1')]);
        const bad = 'PORTCULLIS_AUDIT_UNWRITABLE';
        for (const record of [
          recordOf('creation of ada', 1),
          recordOf('creation of ada', 3),
          recordOf('b', 2),
        ]) {
          const change = operatorChangeOf({ name: 'eve' }, { record, endSessions: 'all' });
          expect(await codeOf(store.operators.change(site, 'ada', change))).toBe(bad);
          expect(await codeOf(store.operators.remove(site, 'ada', record))).toBe(bad);
        }
        expect(await store.operators.list(site)).toEqual([operatorOf('ada'), operatorOf('mia')]);
        expect(await store.sessions.list(site)).toEqual([sessionOf('1')]);
      },
    },
  ],
};

function recordBy(id: string) {
  return { record: recordOf(`end of ${id}`, 1) };
}

/** So that two owners are left. */
async function demoteOthers(store: ServerStore, owners: readonly string[]): Promise<void> {
  for (const { id, version, role, disabledAt } of await store.operators.list(site)) {
    if (owners.includes(id) || role !== 'owner' || disabledAt !== null) continue;
    const record = recordOf(`demotion of ${id}`, 1);
    const change = operatorChangeOf({ role: 'viewer' }, { expectedVersion: version, record });
    const result = await store.operators.change(site, id, change);
    if (result !== 'changed') throw new Error(`Operator ${id} was not demoted: ${result}`);
  }
}
