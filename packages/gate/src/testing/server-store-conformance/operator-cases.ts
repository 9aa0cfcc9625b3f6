import type { ServerStore } from '../../ports/server-store.ts';
import { advance, codeOf, type StoreCases } from '../store-conformance/store-case.ts';
import { countRecords, createOperators, operatorOf, recordOf, secondFactorOf, site } from './fixtures.ts';

const anybody = (record = recordOf('a', 1)) => ({ onlyFirst: false, record });

export const operatorCases: StoreCases<ServerStore> = {
  title: 'operators',
  cases: [
    {
      name: 'an operator comes back whole, by id, name, provider and invitation, with the record',
      async run({ store }, expect) {
        const ada = operatorOf('ada', {
          secondFactor: secondFactorOf(),
          federated: { issuer: 'https://id.example.org', subject: 'ada-1' },
          invitation: { codeHash: 'code of ada', expiresAt: Number.MAX_SAFE_INTEGER },
          disabledAt: 1_700_000_000_001,
          version: 7,
        });
        const mia = operatorOf('mia', { role: 'viewer', passwordHash: null });
        const record = recordOf('a', 1, { kind: 'operator.created' });
        expect(await store.operators.create(site, ada, anybody(record))).toBe('created');
        expect(await store.operators.create(site, mia, anybody(recordOf('a', 2)))).toBe('created');
        expect(await store.operators.list(site)).toEqual([ada, mia]);
        expect(await store.operators.find(site, { id: 'ada' })).toEqual(ada);
        expect(await store.operators.find(site, { name: 'ada' })).toEqual(ada);
        const provider = { issuer: 'https://id.example.org', subject: 'ada-1' };
        expect(await store.operators.find(site, provider)).toEqual(ada);
        expect(await store.operators.find(site, { invitationHash: 'code of ada' })).toEqual(ada);
        expect(await store.operators.find(site, { id: 'mia' })).toEqual(mia);
        expect((await store.audit.read(site, { limit: 1 }))[0]).toEqual(record);
        expect((await store.switch.version(site)).epoch).toBe(0);
      },
    },
    {
      name: 'nobody is found by what is not theirs, or in another site',
      async run({ store }, expect) {
        const federated = { issuer: 'https://id.example.org', subject: 'ada-1' };
        const invitation = { codeHash: 'code', expiresAt: Number.MAX_SAFE_INTEGER };
        await createOperators(store, [operatorOf('ada', { name: 'Ada L.', federated, invitation })]);
        const strangers = [
          { id: 'Ada L.' },
          { id: 'ADA' },
          { name: 'ada' },
          { name: '' },
          { issuer: 'https://id.example.org', subject: 'ada-2' },
          { issuer: 'https://other.example.org', subject: 'ada-1' },
          { issuer: 'ada-1', subject: 'https://id.example.org' },
          { invitationHash: 'CODE' },
          { invitationHash: '' },
        ];
        for (const by of strangers) {
          expect(await store.operators.find(site, by), JSON.stringify(by)).toBe(null);
        }
        for (const by of [{ id: 'ada' }, { name: 'Ada L.' }, federated, { invitationHash: 'code' }]) {
          expect(await store.operators.find('another-site', by), JSON.stringify(by)).toBe(null);
          expect((await store.operators.find(site, by))?.id, JSON.stringify(by)).toBe('ada');
        }
        expect(await store.operators.list('another-site')).toEqual([]);
      },
    },
    {
      name: 'an invitation is good until its end, exclusive, by the clock of the store',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        const invitation = { codeHash: 'code', expiresAt: now + 3_600_000 };
        await createOperators(store, [operatorOf('ada', { passwordHash: null, invitation })]);
        expect((await store.operators.find(site, { invitationHash: 'code' }))?.id).toBe('ada');
        advance(opened, 3_600_000);
        expect(await store.operators.find(site, { invitationHash: 'code' })).toBe(null);
        expect((await store.operators.find(site, { id: 'ada' }))?.invitation).toEqual(invitation);
      },
    },
    {
      name: 'a name is one in any case of its letters, and in any way to write their accents',
      async run({ store }, expect) {
        const names = [
          ['Ada', 'aDA'],
          ['Jürgen', 'JU\u0308RGEN'],
          ['Straße', 'STRASSE'],
          ['ΟΔΟΣ', 'οδος'],
          ['К.', 'к.'],
        ] as const;
        for (const [index, [name, same]] of names.entries()) {
          await createOperators(store, [operatorOf(`${index}`, { name })]);
          const second = operatorOf(`second ${index}`, { name: same });
          const record = recordOf('refused', 1);
          expect(await store.operators.create(site, second, anybody(record)), same).toBe('name-taken');
          expect((await store.operators.find(site, { name: same }))?.id, same).toBe(`${index}`);
        }
        expect(await store.audit.head(site, 'refused')).toBe(null);
        await createOperators(store, [operatorOf('0', { site: 'another-site', name: 'ada' })]);
      },
    },
    {
      name: 'the list is in order of name, whatever the case of its letters',
      async run({ store }, expect) {
        const names = ['zoe', 'Mia', 'ada', 'Zed', 'mia 2', 'Éva'];
        await createOperators(
          store,
          names.map((name, index) => operatorOf(`${index}`, { name })),
        );
        const listed = (await store.operators.list(site)).map(({ name }) => name);
        expect(listed).toEqual(['ada', 'Mia', 'mia 2', 'Zed', 'zoe', 'Éva']);
      },
    },
    {
      name: 'an operator whose provider identity, id or invitation is stored already is not stored',
      async run({ store }, expect) {
        const federated = { issuer: 'https://id.example.org', subject: '1' };
        const invitation = { codeHash: 'code', expiresAt: Number.MAX_SAFE_INTEGER };
        await createOperators(store, [operatorOf('ada', { federated, invitation })]);
        const taken = [
          operatorOf('mia', { federated }),
          operatorOf('ada', { name: 'mia' }),
          operatorOf('mia', { invitation }),
        ];
        for (const operator of taken) {
          const result = await store.operators.create(site, operator, anybody());
          expect(result, JSON.stringify(operator)).toBe('name-taken');
        }
        expect((await store.operators.list(site)).map(({ name }) => name)).toEqual(['ada']);
        expect(await countRecords(store)).toBe(1);
        const sameSubject = { issuer: 'https://other.example.org', subject: '1' };
        await createOperators(store, [operatorOf('mia', { federated: sameSubject }), operatorOf('eve')]);
      },
    },
    {
      name: 'of 20 who want to be the first at once exactly one is, and nobody after',
      async run({ store }, expect) {
        const names = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
        const results = await Promise.all(
          names.map((name) =>
            store.operators.create(site, operatorOf(name), { onlyFirst: true, record: recordOf(name, 1) }),
          ),
        );
        const winners = names.filter((_, index) => results[index] === 'created');
        expect(winners.length).toBe(1);
        expect(results.filter((result) => result === 'not-first').length).toBe(19);
        expect((await store.operators.list(site)).map(({ id }) => id)).toEqual(winners);
        expect(await store.audit.chains(site)).toEqual(winners);
        const late = { onlyFirst: true, record: recordOf('late', 1) };
        expect(await store.operators.create(site, operatorOf('late'), late)).toBe('not-first');
        const elsewhere = operatorOf('late', { site: 'another-site' });
        expect(await store.operators.create('another-site', elsewhere, late)).toBe('created');
        expect(await store.operators.create(site, operatorOf('late'), { ...late, onlyFirst: false })).toBe(
          'created',
        );
      },
    },
    {
      name: 'whoever is disabled, or was only invited, is somebody: nobody else is the first',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada', { passwordHash: null, disabledAt: 1 })]);
        const late = { onlyFirst: true, record: recordOf('late', 1) };
        expect(await store.operators.create(site, operatorOf('late'), late)).toBe('not-first');
      },
    },
    {
      name: 'an operator whose record cannot be written is not created',
      async run({ store }, expect) {
        await store.audit.append(site, [recordOf('a', 1)]);
        for (const record of [recordOf('a', 1), recordOf('a', 3), recordOf('b', 2)]) {
          for (const onlyFirst of [true, false]) {
            const creation = store.operators.create(site, operatorOf('ada'), { onlyFirst, record });
            expect(await codeOf(creation)).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
          }
        }
        expect(await store.operators.list(site)).toEqual([]);
      },
    },
    {
      name: 'a time step is used up once, also of 20 at once, and so are all before it',
      async run({ store }, expect) {
        const secondFactor = secondFactorOf();
        await createOperators(store, [
          operatorOf('ada', { secondFactor }),
          operatorOf('mia', { secondFactor }),
        ]);
        const claims = await Promise.all(
          Array.from({ length: 20 }, () => store.operators.claimStep(site, 'ada', 58_000_000)),
        );
        expect(claims.filter(Boolean).length).toBe(1);
        for (const [step, isNew] of [
          [57_999_999, false],
          [58_000_000, false],
          [58_000_001, true],
          [58_000_000, false],
        ] as const) {
          expect(await store.operators.claimStep(site, 'ada', step), `${step}`).toBe(isNew);
        }
        expect(await store.operators.claimStep(site, 'mia', 58_000_000)).toBe(true);
        expect((await store.operators.find(site, { id: 'ada' }))?.version).toBe(1);
      },
    },
    {
      name: 'who has no second factor, or is not there, has no steps to use',
      async run({ store }, expect) {
        await createOperators(store, [operatorOf('ada')]);
        expect(await store.operators.claimStep(site, 'ada', 1)).toBe(false);
        expect(await store.operators.claimStep(site, 'nobody', 1)).toBe(false);
        expect(await store.operators.claimStep('another-site', 'ada', 1)).toBe(false);
      },
    },
  ],
};
