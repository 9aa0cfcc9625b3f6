import { untouchedSwitch } from '../../model/switch.ts';
import type { SwitchStore } from '../../ports/store.ts';
import { changeOf, passOf, recordOf, requestOf, site, tokenHashOf } from './fixtures.ts';
import { advance, another, codeOf, type StoreCases } from './store-case.ts';

export const switchCases: StoreCases = {
  title: 'switch',
  cases: [
    {
      name: 'a site nobody has switched is open, at epoch 0, with the lineage of the store',
      async run({ store }, expect) {
        const state = await store.switch.read(site);
        expect(state.switch).toEqual(untouchedSwitch(site));
        expect(state.passes).toEqual([]);
        expect(state.lineage.length > 0).toBe(true);
        expect((await store.switch.read('another-site')).lineage).toBe(state.lineage);
        expect((await store.switch.version(site)).epoch).toBe(0);
      },
    },
    {
      name: 'a change is stored whole, with its record, and raises the epoch by one',
      async run({ store }, expect) {
        const before = await store.switch.read(site);
        const request = requestOf({
          mode: 'closed',
          areas: { checkout: 'read-only' },
          notice: {
            message: { en: 'Back soon', de: 'Gleich zurück' },
            paused: { en: 'orders' },
            stillWorks: { en: 'reading' },
            button: { label: { en: 'Status' }, url: 'https://status.example.org/' },
            contact: { email: 'help@example.org', phone: '+49 30 1', url: '/contact' },
          },
          expected: { earliest: 1, latest: 2, nextUpdateAt: 3 },
          expires: { at: 4, then: 'open' },
          production: true,
          draining: ['mails'],
        });
        const record = recordOf('a', 1);
        const result = await store.switch.change(site, {
          expectedEpoch: 0,
          request,
          newWindowId: 'window-1',
          record,
        });
        const after = await store.switch.read(site);
        expect(result.kind).toBe('changed');
        const { since } = after.switch;
        expect(after.switch).toEqual({
          site,
          epoch: 1,
          windowId: 'window-1',
          since,
          setBy: request.actor,
          opened: { by: request.actor, at: since },
          ...request,
          draining: ['mails'],
        });
        expect(result.state.switch).toEqual(after.switch);
        expect(result.state.lineage).toBe(after.lineage);
        expect(before.now <= since && since <= after.now).toBe(true);
        expect((await store.switch.version(site)).epoch).toBe(1);
        expect(await store.audit.read(site, { limit: 10 })).toEqual([record]);
      },
    },
    {
      name: 'the cheap look tells the version that reading the whole state tells',
      async run({ store }, expect) {
        const agrees = async (step: string): Promise<void> => {
          const { lineage, switch: stored } = await store.switch.read(site);
          const { epoch, windowId, since } = stored;
          expect(await store.switch.version(site), step).toEqual({ lineage, epoch, windowId, since });
        };
        await agrees('nobody has switched');
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
        await agrees('a window is open');
        await store.passes.create(passOf('p'), recordOf('a', 2));
        await agrees('a pass was created');
        const open = changeOf({ expectedEpoch: 2, record: recordOf('a', 3), request: { mode: 'open' } });
        await store.switch.change(site, open);
        await agrees('the window is over');
      },
    },
    {
      name: 'a change that settles a contested store moves past what instances remember',
      async run({ store }, expect) {
        const change = { ...changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }), leastEpoch: 42 };
        await store.switch.change(site, change);
        expect((await store.switch.version(site)).epoch).toBe(42);
        const next = { ...changeOf({ expectedEpoch: 42, record: recordOf('a', 2) }), leastEpoch: 7 };
        await store.switch.change(site, next);
        expect((await store.switch.version(site)).epoch).toBe(43);
      },
    },
    {
      name: 'a change on a stale epoch is a conflict: it tells who won and stores nothing',
      async run({ store }, expect) {
        const winner = { kind: 'shell', name: 'grace' } as const;
        await store.switch.change(
          site,
          changeOf({ expectedEpoch: 0, record: recordOf('a', 1), request: { actor: winner } }),
        );
        for (const expectedEpoch of [0, 2]) {
          const result = await store.switch.change(
            site,
            changeOf({ expectedEpoch, record: recordOf('b', 1) }),
          );
          expect(result.kind).toBe('conflict');
          expect(result.state.switch.actor).toEqual(winner);
          expect(result.state.switch.epoch).toBe(1);
        }
        expect(await store.audit.chains(site)).toEqual(['a']);
        expect((await store.switch.version(site)).epoch).toBe(1);
      },
    },
    {
      name: 'of 20 changes at once exactly one wins, and every loser is told who',
      async run({ store }, expect) {
        const names = Array.from({ length: 20 }, (_, index) => `racer-${index}`);
        const results = await Promise.all(
          names.map((name) =>
            store.switch.change(
              site,
              changeOf({
                expectedEpoch: 0,
                record: recordOf(name, 1),
                newWindowId: `window of ${name}`,
                request: { actor: { kind: 'operator', name } },
              }),
            ),
          ),
        );
        const winners = names.filter((_, index) => results[index]?.kind === 'changed');
        expect(winners.length).toBe(1);
        for (const { state } of results) expect(state.switch.actor.name).toBe(winners[0]);
        const { switch: stored } = await store.switch.read(site);
        expect([stored.epoch, stored.windowId]).toEqual([1, `window of ${winners[0]}`]);
        expect(await store.audit.chains(site)).toEqual(winners);
      },
    },
    {
      name: 'changes through two stores at once are counted one by one',
      async run(opened, expect) {
        const stores = [opened.store, await another(opened)];
        const writers = stores.flatMap((store, index) =>
          [0, 1].map(async (worker) => {
            const chain = `writer-${index}-${worker}`;
            for (let sequence = 1; sequence <= 5; ) {
              const expectedEpoch = (await store.switch.version(site)).epoch;
              const record = recordOf(chain, sequence);
              const result = await store.switch.change(site, changeOf({ expectedEpoch, record }));
              if (result.kind === 'changed') sequence += 1;
            }
          }),
        );
        await Promise.all(writers);
        expect((await opened.store.switch.version(site)).epoch).toBe(20);
        expect((await opened.store.audit.read(site, { limit: 100 })).length).toBe(20);
      },
    },
    {
      name: 'a window gets its id when it opens, keeps it while it lasts, loses it when it ends',
      async run({ store }, expect) {
        const steps = [
          { request: { mode: 'open', production: true }, windowId: null },
          { request: { mode: 'read-only' }, windowId: 'w2' },
          { request: { mode: 'closed' }, windowId: 'w2' },
          { request: { mode: 'open', areas: { checkout: 'read-only' } }, windowId: 'w2' },
          { request: { mode: 'open', areas: { checkout: 'open' } }, windowId: null },
          { request: { mode: 'open', areas: { uploads: 'closed' } }, windowId: 'w6' },
          { request: { mode: 'open' }, windowId: null },
          { request: { mode: 'closed' }, windowId: 'w8' },
        ] as const;
        for (const [index, { request, windowId }] of steps.entries()) {
          const result = await store.switch.change(
            site,
            changeOf({
              expectedEpoch: index,
              record: recordOf('a', index + 1),
              request,
              newWindowId: `w${index + 1}`,
            }),
          );
          expect(result.state.switch.windowId, `step ${index + 1}`).toBe(windowId);
        }
      },
    },
    {
      name: '`since` moves with the mode or an area, and neither with production mode nor with anything else',
      async run(opened, expect) {
        const { store } = opened;
        const steps = [
          { request: { mode: 'read-only' }, moves: true },
          { request: { mode: 'read-only', reason: 'another reason' }, moves: false },
          { request: { mode: 'read-only', areas: { checkout: 'read-only' } }, moves: false },
          { request: { mode: 'read-only', areas: { checkout: 'closed' } }, moves: true },
          { request: { mode: 'read-only', areas: {} }, moves: true },
          { request: { mode: 'read-only', production: true }, moves: false },
          { request: { mode: 'closed', production: true }, moves: true },
        ] as const;
        let since = 0;
        for (const [index, { request, moves }] of steps.entries()) {
          advance(opened, 1000);
          const change = changeOf({ expectedEpoch: index, record: recordOf('a', index + 1), request });
          const { state } = await store.switch.change(site, change);
          expect(state.switch.since > since, `step ${index + 1}`).toBe(moves);
          expect(state.switch.since <= state.now).toBe(true);
          since = state.switch.since;
        }
      },
    },
    {
      name: 'a window remembers who opened it, and who made it govern as it does, whoever changes what is said of it',
      async run(opened, expect) {
        const { store } = opened;
        const steps = [
          {
            actor: 'grace',
            request: { mode: 'open', production: true },
            setBy: 'portcullis',
            openedBy: null,
          },
          { actor: 'ada', request: { mode: 'read-only', production: true }, setBy: 'ada', openedBy: 'ada' },
          { actor: 'sam', request: { mode: 'read-only', production: true }, setBy: 'ada', openedBy: 'ada' },
          { actor: 'kim', request: { mode: 'closed' }, setBy: 'kim', openedBy: 'ada' },
          { actor: 'sam', request: { mode: 'closed', reason: 'longer' }, setBy: 'kim', openedBy: 'ada' },
          {
            actor: 'lee',
            request: { mode: 'open', areas: { checkout: 'closed' } },
            setBy: 'lee',
            openedBy: 'ada',
          },
          { actor: 'sam', request: { mode: 'open' }, setBy: 'sam', openedBy: null },
          {
            actor: 'kim',
            request: { mode: 'open', areas: { checkout: 'closed' } },
            setBy: 'kim',
            openedBy: 'kim',
          },
        ] as const;
        let openedAt = 0;
        for (const [index, { actor, request, setBy, openedBy }] of steps.entries()) {
          advance(opened, 1000);
          const { state } = await store.switch.change(
            site,
            changeOf({
              expectedEpoch: index,
              record: recordOf('a', index + 1),
              request: { ...request, actor: { kind: 'operator', name: actor } },
            }),
          );
          const step = `step ${index + 1}`;
          expect(state.switch.actor.name, step).toBe(actor);
          expect(state.switch.setBy.name, step).toBe(setBy);
          expect(state.switch.opened?.by.name ?? null, step).toBe(openedBy);
          if (state.switch.opened !== null && actor === openedBy) openedAt = state.switch.since;
          if (state.switch.opened !== null) expect(state.switch.opened.at, step).toBe(openedAt);
          expect((await store.switch.read(site)).switch, step).toEqual(state.switch);
        }
      },
    },
    {
      name: 'a change whose record cannot be written is refused whole',
      async run({ store }, expect) {
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
        await store.passes.create(passOf('p'), recordOf('a', 2));
        const before = await store.switch.read(site);
        for (const record of [
          recordOf('a', 1),
          recordOf('a', 2),
          recordOf('a', 4),
          recordOf('b', 2),
          recordOf('b', 0),
        ]) {
          const change = changeOf({ expectedEpoch: 2, record, request: { mode: 'open' } });
          expect(await codeOf(store.switch.change(site, change))).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        const after = await store.switch.read(site);
        expect({ ...after, now: 0 }).toEqual({ ...before, now: 0 });
        expect(await store.audit.read(site, { limit: 10 })).toEqual([recordOf('a', 1), recordOf('a', 2)]);
        expect((await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 3)))?.id).toBe('p');
      },
    },
    {
      name: 'hints reach the subscribers of the site for every change they must enforce',
      async run({ store }, expect) {
        let others = 0;
        let stopped = 0;
        const stopOther = store.switch.subscribe('another-site', () => {
          others += 1;
        });
        store.switch.subscribe(site, () => {
          stopped += 1;
        })();
        const stopFailing = store.switch.subscribe(site, () => {
          throw new Error('a listener that fails must not fail the change');
        });
        await hintAfter(store.switch, () =>
          store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) })),
        );
        await hintAfter(store.switch, () => store.passes.create(passOf('p'), recordOf('a', 2)));
        await hintAfter(store.switch, () => store.passes.revoke(site, 'p', recordOf('a', 3)));
        stopFailing();
        stopOther();
        // One for nothing is allowed: a store that begins to listen does not know what it has missed.
        expect([others < 2, stopped]).toEqual([true, 0]);
        expect((await store.switch.version(site)).epoch).toBe(3);
      },
    },
    {
      name: 'a hint reaches another store on the same data',
      async run(opened) {
        const second = await another(opened);
        await second.switch.read(site);
        await hintAfter(second.switch, () =>
          opened.store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) })),
        );
      },
    },
  ],
};

/** A hint may be lost, but a store whose hints never come is one nobody may call push. */
async function hintAfter(switches: SwitchStore, act: () => Promise<unknown>): Promise<void> {
  const watchdogMs = 10_000;
  let stop = (): void => undefined;
  const hinted = new Promise<void>((resolve, reject) => {
    const watchdog = setTimeout(() => reject(new Error(`No hint came within ${watchdogMs} ms`)), watchdogMs);
    const unsubscribe = switches.subscribe(site, () => {
      clearTimeout(watchdog);
      resolve();
    });
    stop = () => {
      clearTimeout(watchdog);
      unsubscribe();
    };
  });
  try {
    await act();
    await hinted;
  } finally {
    stop();
  }
}
