import type { Store } from '../../ports/store.ts';
import { changeOf, passOf, recordOf, reportOf, sealOf, site, tokenHashOf } from './fixtures.ts';
import { advance, codeOf, type StoreCases } from './store-case.ts';

export const passCases: StoreCases = {
  title: 'passes',
  cases: [
    {
      name: 'a new pass is stored with its record and raises the epoch by one',
      async run({ store }, expect) {
        const pass = passOf('p', { windowId: 'later', scope: 'read', isTest: true });
        await store.passes.create(pass, recordOf('a', 1));
        const state = await store.switch.read(site);
        expect(state.passes).toEqual([pass]);
        expect(await store.passes.list(site)).toEqual([pass]);
        expect([state.switch.epoch, state.switch.mode, state.switch.windowId]).toEqual([1, 'open', null]);
        expect(await store.audit.read(site, { limit: 10 })).toEqual([recordOf('a', 1)]);
      },
    },
    {
      name: 'the list has every pass in order of creation, the state only those alive',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        await store.passes.create(passOf('c', { createdAt: 3 }), recordOf('a', 1));
        await store.passes.create(passOf('b', { createdAt: 2, expiresAt: now + 1000 }), recordOf('a', 2));
        await store.passes.create(passOf('a2', { createdAt: 1 }), recordOf('a', 3));
        await store.passes.create(passOf('a1', { createdAt: 1 }), recordOf('a', 4));
        await store.passes.revoke(site, 'a2', recordOf('a', 5));
        await store.passes.redeem(site, tokenHashOf('c'), recordOf('a', 6));
        expect(await alive(store)).toEqual(['a1', 'b', 'c']);
        advance(opened, 1000);
        expect(await alive(store)).toEqual(['a1', 'c']);
        const listed = await store.passes.list(site);
        expect(listed.map(({ id }) => id)).toEqual(['a1', 'a2', 'b', 'c']);
      },
    },
    {
      name: 'a pass is redeemed once; that is on record and raises no epoch',
      async run({ store }, expect) {
        const pass = passOf('p');
        await store.passes.create(pass, recordOf('a', 1));
        const before = await store.switch.read(site);
        const redeemed = await store.passes.redeem(site, pass.tokenHash, recordOf('a', 2));
        const after = await store.switch.read(site);
        const redeemedAt = redeemed?.redeemedAt ?? 0;
        expect(redeemed).toEqual({ ...pass, redeemedAt });
        expect(before.now <= redeemedAt && redeemedAt <= after.now).toBe(true);
        expect(after.passes).toEqual([redeemed]);
        expect(await store.passes.redeem(site, pass.tokenHash, recordOf('a', 3))).toBe(null);
        expect((await store.switch.version(site)).epoch).toBe(1);
        expect((await store.audit.head(site, 'a'))?.sequence).toBe(2);
      },
    },
    {
      name: 'of 50 redemptions at once exactly one gets the pass',
      async run({ store }, expect) {
        await store.passes.create(passOf('p'), recordOf('a', 1));
        const chains = Array.from({ length: 50 }, (_, index) => `redeemer-${index}`);
        const results = await Promise.all(
          chains.map((chain) => store.passes.redeem(site, tokenHashOf('p'), recordOf(chain, 1))),
        );
        const winners = chains.filter((_, index) => results[index] !== null);
        expect(winners.length).toBe(1);
        expect(await store.audit.chains(site)).toEqual(['a', ...winners]);
        expect((await store.switch.version(site)).epoch).toBe(1);
      },
    },
    {
      name: 'an expired pass is not redeemed: its end is exclusive',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        // The distance leaves room for a clock that runs while the test does.
        const expiresAt = now + 3_600_000;
        await store.passes.create(passOf('p', { expiresAt }), recordOf('a', 1));
        await store.passes.create(passOf('q', { expiresAt }), recordOf('a', 2));
        expect((await store.passes.redeem(site, tokenHashOf('q'), recordOf('a', 3)))?.id).toBe('q');
        advance(opened, 3_600_000);
        expect(await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 4))).toBe(null);
        expect(await alive(store)).toEqual([]);
        expect((await store.audit.head(site, 'a'))?.sequence).toBe(3);
      },
    },
    {
      name: 'a revoked pass is not redeemed; revoking raises the epoch once',
      async run({ store }, expect) {
        await store.passes.create(passOf('p'), recordOf('a', 1));
        expect(await store.passes.revoke(site, 'p', recordOf('a', 2))).toBe(true);
        expect(await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 3))).toBe(null);
        expect(await store.passes.revoke(site, 'p', recordOf('a', 3))).toBe(false);
        expect(await store.passes.revoke(site, 'nobody', recordOf('a', 3))).toBe(false);
        expect((await store.switch.version(site)).epoch).toBe(2);
        expect((await store.audit.head(site, 'a'))?.sequence).toBe(2);
        expect(await alive(store)).toEqual([]);
        expect(typeof (await store.passes.list(site))[0]?.revokedAt).toBe('number');
      },
    },
    {
      name: 'a pass opens no other site, and an unknown token nothing',
      async run({ store }, expect) {
        await store.passes.create(passOf('p'), recordOf('a', 1));
        expect(await store.passes.redeem('another-site', tokenHashOf('p'), recordOf('b', 1))).toBe(null);
        expect(await store.passes.redeem(site, tokenHashOf('unknown'), recordOf('b', 1))).toBe(null);
        expect(await store.passes.revoke('another-site', 'p', recordOf('b', 1))).toBe(false);
        expect((await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 2)))?.id).toBe('p');
      },
    },
    {
      name: 'a pass of another window is not redeemed',
      async run({ store }, expect) {
        await store.passes.create(passOf('p', { windowId: 'w2' }), recordOf('a', 1));
        expect(await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 2))).toBe(null);
        await change(store, { epoch: 1, mode: 'closed', sequence: 2, newWindowId: 'w1' });
        expect(await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 3))).toBe(null);
        await change(store, { epoch: 2, mode: 'open', sequence: 3 });
        await change(store, { epoch: 3, mode: 'closed', sequence: 4, newWindowId: 'w2' });
        expect((await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 5)))?.id).toBe('p');
      },
    },
    {
      name: 'a pass without a window joins the one that is open or the next, and dies with it',
      async run({ store }, expect) {
        await store.passes.create(passOf('early'), recordOf('a', 1));
        expect((await store.passes.redeem(site, tokenHashOf('early'), recordOf('a', 2)))?.windowId).toBe(
          null,
        );
        await change(store, { epoch: 1, mode: 'closed', sequence: 3, newWindowId: 'w1' });
        await store.passes.create(passOf('late', { createdAt: 1_700_000_000_001 }), recordOf('a', 4));
        await change(store, { epoch: 3, mode: 'read-only', sequence: 5, newWindowId: 'w2' });
        const { passes } = await store.switch.read(site);
        expect(passes.map(({ id, windowId }) => [id, windowId])).toEqual([
          ['early', 'w1'],
          ['late', 'w1'],
        ]);
        await store.passes.create(passOf('other', { windowId: 'w9' }), recordOf('a', 6));
        await change(store, { epoch: 5, mode: 'open', sequence: 7 });
        expect(await alive(store)).toEqual(['other']);
        expect(await store.passes.redeem(site, tokenHashOf('late'), recordOf('a', 8))).toBe(null);
        await change(store, { epoch: 6, mode: 'closed', sequence: 8, newWindowId: 'w1' });
        expect(await alive(store)).toEqual(['other']);
      },
    },
    {
      name: 'an id or token that is taken is refused and nothing stays',
      async run({ store }, expect) {
        await store.passes.create(passOf('p'), recordOf('a', 1));
        for (const pass of [
          passOf('p', { tokenHash: 'fresh' }),
          passOf('q', { tokenHash: tokenHashOf('p') }),
        ]) {
          expect(await codeOf(store.passes.create(pass, recordOf('a', 2)))).toBe('PORTCULLIS_PASS_REFUSED');
        }
        expect(await store.passes.list(site)).toEqual([passOf('p')]);
        expect([
          (await store.switch.version(site)).epoch,
          (await store.audit.head(site, 'a'))?.sequence,
        ]).toEqual([1, 1]);
        await store.passes.create(passOf('p', { site: 'another-site' }), recordOf('a', 1));
        expect((await store.switch.version('another-site')).epoch).toBe(1);
      },
    },
    {
      name: 'a pass whose record cannot be written is not created, redeemed or revoked',
      async run({ store }, expect) {
        await store.passes.create(passOf('p'), recordOf('a', 1));
        const before = await store.switch.read(site);
        for (const bad of [recordOf('a', 1), recordOf('a', 3)]) {
          const attempts = [
            () => store.passes.create(passOf('q'), bad),
            () => store.passes.redeem(site, tokenHashOf('p'), bad),
            () => store.passes.revoke(site, 'p', bad),
          ];
          for (const attempt of attempts) expect(await codeOf(attempt())).toBe('PORTCULLIS_AUDIT_UNWRITABLE');
        }
        const after = await store.switch.read(site);
        expect({ ...after, now: 0 }).toEqual({ ...before, now: 0 });
        expect((await store.audit.read(site, { limit: 10 })).length).toBe(1);
      },
    },
    {
      name: 'a one-use key is claimed once, also of 50 at once',
      async run(opened, expect) {
        const { store } = opened;
        const { now } = await store.switch.read(site);
        const expiresAt = now + 3_600_000;
        const results = await Promise.all(
          Array.from({ length: 50 }, () => store.passes.claim(site, 'key', expiresAt)),
        );
        expect(results.filter(Boolean).length).toBe(1);
        expect(await store.passes.claim('another-site', 'key', expiresAt)).toBe(true);
        expect(await store.passes.claim(site, 'another key', expiresAt)).toBe(true);
        advance(opened, 1_800_000);
        expect(await store.passes.claim(site, 'key', expiresAt)).toBe(false);
      },
    },
    {
      name: 'nothing else raises the epoch',
      async run({ store }, expect) {
        await store.passes.create(passOf('p'), recordOf('a', 1));
        await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 2));
        await store.passes.redeem(site, tokenHashOf('p'), recordOf('a', 3));
        await store.passes.revoke(site, 'unknown', recordOf('a', 3));
        await store.passes.claim(site, 'key', Number.MAX_SAFE_INTEGER);
        await store.instances.report(site, reportOf('i'));
        await store.instances.remove(site, 'i');
        await store.audit.append(site, [recordOf('a', 3)]);
        await store.audit.seal(site, sealOf('a', 3));
        expect((await store.switch.version(site)).epoch).toBe(1);
      },
    },
  ],
};

async function alive(store: Store): Promise<readonly string[]> {
  return (await store.switch.read(site)).passes.map(({ id }) => id);
}

interface Step {
  readonly epoch: number;
  readonly mode: 'open' | 'read-only' | 'closed';
  readonly sequence: number;
  readonly newWindowId?: string;
}

async function change(store: Store, { epoch, mode, sequence, newWindowId }: Step): Promise<void> {
  const record = recordOf('a', sequence);
  const result = await store.switch.change(
    site,
    changeOf({ expectedEpoch: epoch, record, request: { mode }, newWindowId }),
  );
  if (result.kind !== 'changed')
    throw new Error(`The change at epoch ${epoch} met ${result.state.switch.epoch}`);
}
