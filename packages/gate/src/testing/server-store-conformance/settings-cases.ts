import type { ServerStore } from '../../ports/server-store.ts';
import { advance, another, codeOf, type StoreCases } from '../store-conformance/store-case.ts';
import { changeOf, recordOf, settingsOf, site, wholeSettings } from './fixtures.ts';

const untouched = { settings: null, epoch: 0, changedAt: null, changedBy: null };

export const settingsCases: StoreCases<ServerStore> = {
  title: 'settings',
  cases: [
    {
      name: 'a site whose settings nobody has changed has none, at the epoch of the switch',
      async run({ store }, expect) {
        expect(await store.settings.read(site)).toEqual(untouched);
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
        expect(await store.settings.read(site)).toEqual({ ...untouched, epoch: 1 });
      },
    },
    {
      name: 'a change is stored whole, with its record, and raises the epoch of the switch by one',
      async run({ store }, expect) {
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
        const before = await store.switch.read(site);
        const record = recordOf('a', 2, { kind: 'settings.changed' });
        const change = { expectedEpoch: 1, settings: wholeSettings, changedBy: 'operator:mia', record };
        const { kind, stored } = await store.settings.change(site, change);
        const after = await store.switch.read(site);
        expect(kind).toBe('changed');
        const changedAt = stored.changedAt ?? 0;
        expect(stored).toEqual({ settings: wholeSettings, epoch: 2, changedAt, changedBy: 'operator:mia' });
        expect(before.now <= changedAt && changedAt <= after.now).toBe(true);
        expect(await store.settings.read(site)).toEqual(stored);
        expect(after.switch).toEqual({ ...before.switch, epoch: 2 });
        expect(await store.audit.head(site, 'a')).toEqual(record);
        expect(await store.settings.read('another-site')).toEqual(untouched);
      },
    },
    {
      name: 'a change takes the place of all that was set before; other changes leave it alone',
      async run(opened, expect) {
        const { store } = opened;
        const by = (expectedEpoch: number, message: string) => ({
          expectedEpoch,
          settings: settingsOf(message),
          changedBy: `operator:${message}`,
          record: recordOf('a', expectedEpoch + 1),
        });
        await store.settings.change(site, { ...by(0, 'first'), settings: wholeSettings });
        advance(opened, 1000);
        const { stored } = await store.settings.change(site, by(1, 'second'));
        expect(stored.settings).toEqual(settingsOf('second'));
        advance(opened, 1000);
        await store.switch.change(site, changeOf({ expectedEpoch: 2, record: recordOf('a', 3) }));
        expect(await store.settings.read(site)).toEqual({ ...stored, epoch: 3 });
      },
    },
    {
      name: 'a change on a stale epoch is a conflict: it tells what is set and stores nothing',
      async run({ store }, expect) {
        const change = {
          expectedEpoch: 0,
          settings: settingsOf('winner'),
          changedBy: 'operator:ada',
          record: recordOf('a', 1),
        };
        const { stored } = await store.settings.change(site, change);
        for (const expectedEpoch of [0, 2]) {
          const late = { ...change, expectedEpoch, settings: settingsOf('late'), record: recordOf('b', 1) };
          expect(await store.settings.change(site, late)).toEqual({ kind: 'conflict', stored });
        }
        expect(await store.settings.read(site)).toEqual(stored);
        expect(await store.audit.chains(site)).toEqual(['a']);
      },
    },
    {
      name: 'of 20 changes of settings and switch at once exactly one wins',
      async run({ store }, expect) {
        const racers = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
        const results = await Promise.all(
          racers.map((racer, index) =>
            index % 2 === 0
              ? store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf(racer, 1) }))
              : store.settings.change(site, {
                  expectedEpoch: 0,
                  settings: settingsOf(racer),
                  changedBy: racer,
                  record: recordOf(racer, 1),
                }),
          ),
        );
        const winners = racers.filter((_, index) => results[index]?.kind === 'changed');
        expect(winners.length).toBe(1);
        expect((await store.switch.version(site)).epoch).toBe(1);
        expect(await store.audit.chains(site)).toEqual(winners);
      },
    },
    {
      name: 'a change whose record cannot be written is refused whole',
      async run({ store }, expect) {
        await store.audit.append(site, [recordOf('a', 1)]);
        for (const record of [recordOf('a', 1), recordOf('a', 3), recordOf('b', 2)]) {
          const change = { expectedEpoch: 0, settings: settingsOf('x'), changedBy: 'ada', record };
          expect(await codeOf(store.settings.change(site, change))).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        expect(await store.settings.read(site)).toEqual(untouched);
        expect((await store.switch.version(site)).epoch).toBe(0);
      },
    },
    {
      name: 'a change hints to the subscribers of its site, through another store too',
      async run(opened, expect) {
        const second = await another(opened);
        await second.settings.read(site);
        let own = 0;
        opened.store.switch.subscribe(site, () => {
          own += 1;
        });
        const hinted = hintOf(second);
        const change = {
          expectedEpoch: 0,
          settings: settingsOf('x'),
          changedBy: 'ada',
          record: recordOf('a', 1),
        };
        await opened.store.settings.change(site, change);
        await hinted;
        expect(own > 0).toBe(true);
      },
    },
  ],
};

/** Settles with the next hint. A hint may be lost, but a store whose hints never come is one nobody may call push. */
function hintOf(store: ServerStore): Promise<void> {
  const watchdogMs = 10_000;
  return new Promise((resolve, reject) => {
    const watchdog = setTimeout(() => reject(new Error(`No hint came within ${watchdogMs} ms`)), watchdogMs);
    const stop = store.switch.subscribe(site, () => {
      clearTimeout(watchdog);
      stop();
      resolve();
    });
  });
}
