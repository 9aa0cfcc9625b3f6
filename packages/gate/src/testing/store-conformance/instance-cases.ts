import { recordOf, reportOf, site } from './fixtures.ts';
import { advance, codeOf, type StoreCases } from './store-case.ts';

export const instanceCases: StoreCases = {
  title: 'instances',
  cases: [
    {
      name: 'a report comes back whole, with the times of the store',
      async run(opened, expect) {
        const { store } = opened;
        const seenAt = await store.instances.report(site, reportOf('i'));
        advance(opened, 5000);
        const { now: before } = await store.switch.read(site);
        const [found, ...others] = await store.instances.list(site);
        const { now: after } = await store.switch.read(site);
        const now = found?.now ?? 0;
        expect(others).toEqual([]);
        expect(found).toEqual({ ...reportOf('i'), seenAt, now });
        expect(before <= now && now <= after).toBe(true);
        expect(now - seenAt >= 5000).toBe(true);
      },
    },
    {
      name: 'a newer report takes the place of the older one and renews its time',
      async run(opened, expect) {
        const { store } = opened;
        const first = await store.instances.report(site, reportOf('i'));
        advance(opened, 1000);
        const newer = reportOf('i', {
          epoch: 8,
          effectiveMode: 'open',
          why: 'break-glass',
          breakGlassSeen: 'dry',
        });
        const second = await store.instances.report(site, newer);
        const [found, ...others] = await store.instances.list(site);
        expect(others).toEqual([]);
        expect(found).toEqual({ ...newer, seenAt: second, now: found?.now });
        expect(second - first >= 1000).toBe(true);
      },
    },
    {
      name: 'instances are listed in order of their ids, each site its own',
      async run({ store }, expect) {
        for (const id of ['b', 'a', 'C', 'c']) await store.instances.report(site, reportOf(id));
        await store.instances.report('another-site', reportOf('d'));
        const ids = (await store.instances.list(site)).map(({ id }) => id);
        expect(ids).toEqual(['C', 'a', 'b', 'c']);
      },
    },
    {
      name: 'an instance is removed once, and may come back',
      async run({ store }, expect) {
        await store.instances.report(site, reportOf('i'));
        expect(await store.instances.remove('another-site', 'i')).toBe(false);
        expect(await store.instances.remove(site, 'i')).toBe(true);
        expect(await store.instances.remove(site, 'i')).toBe(false);
        expect(await store.instances.list(site)).toEqual([]);
        await store.instances.report(site, reportOf('i'));
        expect((await store.instances.list(site)).length).toBe(1);
      },
    },
    {
      name: 'a removal is on record exactly when there was something to remove',
      async run({ store }, expect) {
        await store.instances.report(site, reportOf('i'));
        await store.instances.report(site, reportOf('j'));
        const record = recordOf('a', 1, { kind: 'instance.removed' });
        expect(await store.instances.remove(site, 'nobody', record)).toBe(false);
        expect(await store.instances.remove('another-site', 'i', record)).toBe(false);
        expect(await store.audit.read(site, { limit: 10 })).toEqual([]);
        expect(await store.instances.remove(site, 'i', record)).toBe(true);
        expect(await store.instances.remove(site, 'i', recordOf('a', 2))).toBe(false);
        expect(await store.audit.read(site, { limit: 10 })).toEqual([record]);
        for (const bad of [recordOf('a', 1), recordOf('a', 3)]) {
          expect(await codeOf(store.instances.remove(site, 'j', bad))).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        expect((await store.instances.list(site)).map(({ id }) => id)).toEqual(['j']);
      },
    },
  ],
};
