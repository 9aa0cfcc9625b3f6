import type { ServerStore } from '../../ports/server-store.ts';
import { codeOf, reopen, type StoreCases } from '../store-conformance/store-case.ts';
import { hostileTexts } from '../store-conformance/value-cases.ts';
import {
  countRecords,
  createOperators,
  entryOf,
  incidentOf,
  keyOf,
  openSessions,
  operatorChangeOf,
  operatorOf,
  recordOf,
  secondFactorOf,
  sessionOf,
  settingsOf,
  site,
  wholeSettings,
} from './fixtures.ts';

export const serverValueCases: StoreCases<ServerStore> = {
  title: 'values',
  cases: [
    {
      name: 'hostile texts come back unchanged from every place they can stand in',
      async run({ store }, expect) {
        for (const text of hostileTexts) {
          const own = `site ${text}`;
          const operator = operatorOf(text, {
            site: own,
            name: text,
            passwordHash: text,
            secondFactor: secondFactorOf({ sealedSecret: text, recoveryHashes: [text] }),
            federated: { issuer: text, subject: text },
            invitation: { codeHash: text, expiresAt: Number.MAX_SAFE_INTEGER },
            createdBy: text,
          });
          const creation = { onlyFirst: true, record: recordOf(text, 1, { actor: text }) };
          expect(await store.operators.create(own, operator, creation), text).toBe('created');
          for (const by of [
            { id: text },
            { name: text },
            { issuer: text, subject: text },
            { invitationHash: text },
          ]) {
            expect(await store.operators.find(own, by), text).toEqual(operator);
          }
          const session = sessionOf(text, {
            site: own,
            operatorId: text,
            tokenHash: text,
            address: text,
            userAgent: text,
          });
          expect(await store.sessions.open(session, { operatorVersion: 1, record: null }), text).toBe(true);
          expect(await store.sessions.find(own, text)).toEqual(session);
          const key = keyOf(text, { site: own, name: text, tokenHash: text, createdBy: text });
          expect(await store.keys.create(key, recordOf(text, 2)), text).toBe(true);
          expect(await store.keys.find(own, text)).toEqual(key);
          const entry = entryOf(text, {
            windowId: text,
            method: text,
            actor: text,
            rule: text,
            reference: text,
          });
          await store.ledger.add(own, [entry]);
          expect(await store.ledger.read(own, { windowId: text, limit: 2 })).toEqual([entry]);
          const incident = incidentOf(text, { method: text, path: text, name: text });
          expect(await store.incidents.add(own, incident, { most: 1 }), text).toBe(true);
          expect(await store.incidents.find(own, text)).toEqual(incident);
          expect(
            await store.incidents.recent(own, { limit: 1, after: { at: incident.at, id: text } }),
          ).toEqual([]);
          const texts = Object.fromEntries([[text, Object.fromEntries([[text, text]])]]);
          const message = Object.fromEntries([[text, text]]);
          const settings = { page: { brand: text, texts }, defaults: { message, button: null } };
          const change = { expectedEpoch: 0, settings, changedBy: text, record: recordOf(text, 3) };
          expect((await store.settings.change(own, change)).kind, text).toBe('changed');
          const stored = await store.settings.read(own);
          expect(stored, text).toEqual({ ...stored, settings, changedBy: text });
          expect(Object.keys(stored.settings?.page.texts ?? {})).toEqual([text]);
          const search = { newestFirst: true, actor: text, limit: 1 } as const;
          expect(await store.audit.read(own, search)).toEqual([creation.record]);
        }
      },
    },
    {
      name: 'what a caller does to a value later does not change the store',
      async run({ store }, expect) {
        const recoveryHashes = ['first'];
        const operator = operatorOf('ada', { secondFactor: secondFactorOf({ recoveryHashes }) });
        const entry = { ...entryOf('/a') };
        const settings = { ...settingsOf('first') };
        const sealed = Uint8Array.of(1, 2, 3);
        const incident = { ...incidentOf('K7Q2-9FMX', { sealed }) };
        await createOperators(store, [operator]);
        await store.ledger.add(site, [entry]);
        await store.incidents.add(site, incident, { most: 1 });
        await store.settings.change(site, {
          expectedEpoch: 0,
          settings,
          changedBy: 'ada',
          record: recordOf('a', 1),
        });
        recoveryHashes.push('forged');
        entry.count = 100;
        settings.page = { brand: 'Mallory' };
        sealed.fill(9);
        incident.path = '/forged';
        (await store.incidents.find(site, 'K7Q2-9FMX'))?.sealed.fill(8);
        const [found] = await store.operators.list(site);
        Object.assign(found ?? {}, { role: 'viewer' });
        expect((await store.operators.find(site, { id: 'ada' }))?.secondFactor?.recoveryHashes).toEqual([
          'first',
        ]);
        expect((await store.operators.list(site)).map(({ role }) => role)).toEqual(['owner']);
        expect(await store.ledger.read(site, { windowId: 'w1', limit: 1 })).toEqual([entryOf('/a')]);
        expect((await store.settings.read(site)).settings).toEqual(settingsOf('first'));
        expect(await store.incidents.find(site, 'K7Q2-9FMX')).toEqual(incidentOf('K7Q2-9FMX'));
      },
    },
    {
      name: 'everything is there after the store was closed and opened again',
      async run(opened, expect) {
        const { store } = opened;
        const operator = operatorOf('ada', { secondFactor: secondFactorOf() });
        await createOperators(store, [operator]);
        await store.operators.claimStep(site, 'ada', 5);
        await openSessions(store, [sessionOf('1')]);
        await store.keys.create(keyOf('1'), recordOf('a', 1));
        await store.ledger.add(site, [entryOf('/a')]);
        await store.incidents.add(site, incidentOf('K7Q2-9FMX'), { most: 1 });
        const change = {
          expectedEpoch: 0,
          settings: wholeSettings,
          changedBy: 'ada',
          record: recordOf('a', 2),
        };
        const { stored } = await store.settings.change(site, change);
        const again = await reopen(opened);
        expect(await again.operators.list(site)).toEqual([operator]);
        expect(await again.operators.claimStep(site, 'ada', 5)).toBe(false);
        expect(await again.sessions.list(site)).toEqual([sessionOf('1')]);
        expect(await again.keys.list(site)).toEqual([keyOf('1')]);
        expect(await again.ledger.read(site, { windowId: 'w1', limit: 5 })).toEqual([entryOf('/a')]);
        expect(await again.incidents.find(site, 'K7Q2-9FMX')).toEqual(incidentOf('K7Q2-9FMX'));
        expect(await again.settings.read(site)).toEqual(stored);
        expect(await countRecords(again)).toBe(3);
        const next = operatorChangeOf({ name: 'Ada L.' });
        expect(await again.operators.change(site, 'ada', next)).toBe('changed');
      },
    },
    {
      name: 'a closed store says so in every facet',
      async run({ store }, expect) {
        await store.settings.read(site);
        await store.close();
        const attempts = [
          () => store.settings.read(site),
          () => store.operators.list(site),
          () => store.operators.claimStep(site, 'ada', 1),
          () => store.sessions.find(site, 'token'),
          () => store.sessions.seen(site, '1', { seenAt: 1, expiresAt: 2 }),
          () => store.keys.find(site, 'token'),
          () => store.keys.used(site, '1', 1),
          () => store.ledger.add(site, [entryOf('/a')]),
          () => store.ledger.windows(site),
          () => store.incidents.add(site, incidentOf('a'), { most: 1 }),
          () => store.incidents.recent(site, { limit: 1 }),
          () => store.processes.report(site, []),
          () => store.processes.list(site),
        ];
        for (const attempt of attempts) expect(await codeOf(attempt())).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      },
    },
  ],
};
