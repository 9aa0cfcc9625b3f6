import { changeOf, passOf, recordOf, reportOf, requestOf, sealOf, site } from './fixtures.ts';
import { codeOf, reopen, type StoreCases } from './store-case.ts';

/** Texts that break out of a query, a key, a line or a prototype where somebody joined strings. */
export const hostileTexts: readonly string[] = [
  `'; drop table switches; --`,
  `"double" 'single' \`back\` \\ backslash`,
  'before\u0000after',
  '__proto__',
  'constructor',
  'line one\nline two\r\n\tand a tab',
  '%s $1 ?1 :name @name #{x} {{y}}',
  'café e\u0301 \u{1F680} \u202Eright to left \uFEFF',
  '../../etc/passwd',
  '',
];

export const valueCases: StoreCases = {
  title: 'values',
  cases: [
    {
      name: 'hostile texts come back unchanged from every place they can stand in',
      async run({ store }, expect) {
        for (const text of hostileTexts) {
          const own = `site ${text}`;
          const request = requestOf({
            mode: 'closed',
            areas: Object.fromEntries([[text, 'read-only' as const]]),
            notice: { ...requestOf().notice, message: Object.fromEntries([[text, text]]) },
            reason: text,
            actor: { kind: 'operator', name: text },
            draining: [text],
          });
          const record = recordOf(text, 1, { actor: text, data: JSON.stringify({ text }) });
          await store.switch.change(own, { expectedEpoch: 0, request, newWindowId: text, record });
          const pass = passOf(text, {
            site: own,
            subject: text,
            createdBy: text,
            tokenHash: text,
            windowId: text,
          });
          await store.passes.create(pass, recordOf(text, 2));
          await store.instances.report(own, reportOf(text, { host: text, effectiveAreas: request.areas }));
          await store.audit.seal(own, sealOf(text, 1, { signature: text }));

          const state = await store.switch.read(own);
          const { epoch, since } = state.switch;
          expect(state.switch, text).toEqual({
            site: own,
            epoch,
            since,
            windowId: text,
            setBy: request.actor,
            opened: { by: request.actor, at: since },
            ...request,
            draining: [text],
          });
          expect(Object.keys(state.switch.areas)).toEqual([text]);
          expect(state.passes).toEqual([pass]);
          const [instance] = await store.instances.list(own);
          expect(instance).toEqual({
            ...reportOf(text, { host: text, effectiveAreas: request.areas }),
            seenAt: instance?.seenAt,
            now: instance?.now,
          });
          expect(await store.audit.read(own, { chain: text, limit: 1 })).toEqual([record]);
          expect(await store.audit.seals(own)).toEqual([sealOf(text, 1, { signature: text })]);
          expect(await store.passes.claim(own, text, Number.MAX_SAFE_INTEGER)).toBe(true);
          expect(await store.passes.claim(own, text, Number.MAX_SAFE_INTEGER)).toBe(false);
          expect((await store.passes.redeem(own, text, recordOf(text, 3)))?.id).toBe(text);
          expect(await store.passes.revoke(own, text, recordOf(text, 4))).toBe(true);
          expect(await store.instances.remove(own, text)).toBe(true);
        }
        expect(Object.hasOwn(Object.prototype, 'text')).toBe(false);
      },
    },
    {
      name: 'texts that differ by one character, case or accent are different keys',
      async run({ store }, expect) {
        const keys = ['shop', 'Shop', 'shop ', 'shop\u0000', 'sh\u00F6p', 'sho\u0308p'];
        for (const [index, key] of keys.entries()) {
          const change = changeOf({
            expectedEpoch: 0,
            record: recordOf('a', 1),
            request: { reason: `${index}` },
          });
          expect((await store.switch.change(key, change)).kind, JSON.stringify(key)).toBe('changed');
        }
        for (const [index, key] of keys.entries()) {
          expect((await store.switch.read(key)).switch.reason, JSON.stringify(key)).toBe(`${index}`);
        }
      },
    },
    {
      name: 'a message of 100 KB, 500 areas and a record of 1 MB are kept whole',
      async run({ store }, expect) {
        const message = { en: 'ü'.repeat(50 * 1024) };
        const areas = Object.fromEntries(
          Array.from({ length: 500 }, (_, index) => [`area-${index}`, 'closed' as const]),
        );
        const record = recordOf('a', 1, { data: JSON.stringify({ text: 'x'.repeat(1024 * 1024) }) });
        const request = { areas, notice: { ...requestOf().notice, message } };
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record, request }));
        const { switch: stored } = await store.switch.read(site);
        expect(stored.notice.message).toEqual(message);
        expect(stored.areas).toEqual(areas);
        expect(await store.audit.head(site, 'a')).toEqual(record);
      },
    },
    {
      name: 'what a caller does to a value later does not change the store',
      async run({ store }, expect) {
        const areas: Record<string, 'closed'> = { checkout: 'closed' };
        const record = { ...recordOf('a', 1) };
        const pass = { ...passOf('p') };
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record, request: { areas } }));
        await store.passes.create(pass, recordOf('a', 2));
        areas.uploads = 'closed';
        record.actor = 'mallory';
        pass.subject = 'mallory';
        const read = await store.switch.read(site);
        Object.assign(read.switch.areas, { admin: 'closed' });
        for (const found of read.passes) Object.assign(found, { subject: 'mallory' });
        const again = await store.switch.read(site);
        expect(again.switch.areas).toEqual({ checkout: 'closed' });
        expect(again.passes.map(({ subject }) => subject)).toEqual(['grace']);
        expect((await store.audit.read(site, { limit: 1 })).map(({ actor }) => actor)).toEqual(['ada']);
      },
    },
    {
      name: 'everything is there after the store was closed and opened again',
      async run(opened, expect) {
        const { store } = opened;
        await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 1) }));
        await store.passes.create(passOf('p'), recordOf('a', 2));
        await store.passes.claim(site, 'key', Number.MAX_SAFE_INTEGER);
        await store.instances.report(site, reportOf('i'));
        await store.audit.seal(site, sealOf('a', 2));
        const before = await store.switch.read(site);
        const again = await reopen(opened);
        const after = await again.switch.read(site);
        expect({ ...after, now: 0 }).toEqual({ ...before, now: 0 });
        expect(await again.audit.read(site, { limit: 10 })).toEqual([recordOf('a', 1), recordOf('a', 2)]);
        expect(await again.audit.seals(site)).toEqual([sealOf('a', 2)]);
        expect((await again.instances.list(site)).map(({ id }) => id)).toEqual(['i']);
        expect(await again.passes.claim(site, 'key', Number.MAX_SAFE_INTEGER)).toBe(false);
      },
    },
    {
      name: 'a closed store says so, and closing twice is allowed',
      async run({ store }, expect) {
        await store.switch.read(site);
        await store.close();
        await store.close();
        const attempts = [
          () => store.switch.read(site),
          () => store.switch.version(site),
          () => store.passes.claim(site, 'key', 1),
          () => store.instances.report(site, reportOf('i')),
          () => store.audit.append(site, [recordOf('a', 1)]),
        ];
        for (const attempt of attempts) expect(await codeOf(attempt())).toBe('PORTCULLIS_STORE_UNAVAILABLE');
      },
    },
  ],
};
