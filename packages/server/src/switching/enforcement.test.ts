import { type Mode, type StoredInstance, type Switch, untouchedSwitch } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { judgeEnforcement } from './enforcement.ts';

const asked = (mode: Mode, areas: Switch['areas'] = {}): Switch => ({
  ...untouchedSwitch('shop'),
  epoch: 5,
  mode,
  areas,
});

const own = { policyDigest: 'p', secretDigests: ['new', 'old'] } as const;

const confirming: StoredInstance = {
  id: 'one',
  version: '0.1.0',
  host: 'shop-1',
  processId: 1,
  epoch: 5,
  policyDigest: 'p',
  effectiveMode: 'read-only',
  effectiveAreas: {},
  why: 'store',
  onStoreLost: 'keep',
  leaseMs: 5_000,
  clockOffsetMs: 0,
  writesInFlight: [],
  writesInFlightCount: 0,
  breakGlassSeen: null,
  startedAt: 0,
  seenAt: 100_000,
  now: 100_500,
};

const silentMs = (silent: number) => ({ now: confirming.seenAt + silent });

const forcings = ['environment', 'break-glass', 'never-seen'] as const;
const unforced = ['store', 'store-lost', 'disk', 'contested'] as const;

const table: readonly (readonly [string, Switch, Partial<StoredInstance>, string, boolean])[] = [
  ['confirms', asked('read-only'), {}, 'enforcing', true],
  ['is stricter than asked', asked('read-only'), { effectiveMode: 'closed' }, 'enforcing', true],
  ['has not heard yet', asked('read-only'), { epoch: 4 }, 'behind', false],
  ['is looser by an override', asked('closed'), { why: 'break-glass' }, 'looser', false],
  [
    'is open by the environment',
    asked('read-only'),
    { effectiveMode: 'open', why: 'environment' },
    'looser',
    false,
  ],
  ['is looser in one area', asked('open', { checkout: 'closed' }), {}, 'looser', false],
  [
    'enforces the area',
    asked('open', { checkout: 'closed' }),
    { effectiveAreas: { checkout: 'closed' } },
    'enforcing',
    true,
  ],
  ['has another secret', asked('open'), { secretDigest: 'other' }, 'other-secret', false],
  ['has the secret of before', asked('read-only'), { secretDigest: 'old' }, 'enforcing', true],
  ['has another policy', asked('read-only'), { policyDigest: 'q' }, 'other-policy', false],
  ['still has writes running', asked('read-only'), { writesInFlightCount: 2 }, 'draining', false],
  ['has writes running on an open site', asked('open'), { writesInFlightCount: 2 }, 'enforcing', true],
  ['remembers more than the store', asked('read-only'), { why: 'contested' }, 'contested', false],
  ['was silent within lease and grace', asked('read-only'), silentMs(6_000), 'enforcing', true],
  ['is silent and keeps its mode', asked('read-only'), silentMs(6_001), 'silent', false],
  [
    'is silent and went as strict as asked',
    asked('read-only'),
    { ...silentMs(6_001), onStoreLost: 'read-only' },
    'fenced',
    true,
  ],
  [
    'is silent and went stricter',
    asked('read-only'),
    { ...silentMs(6_001), onStoreLost: 'closed' },
    'fenced',
    true,
  ],
  // It stopped new writes by itself; of those that ran when it was last heard nobody knows.
  [
    'is silent, as strict as asked, and had writes running',
    asked('read-only'),
    { ...silentMs(6_001), onStoreLost: 'closed', writesInFlightCount: 2 },
    'silent',
    false,
  ],
  // Nothing is paused on an open site, so nothing of that is counted: of versions before nobody knows what ran there.
  ...(
    [
      [{ effectiveMode: 'open' }, 'silent'],
      [{ effectiveAreas: { checkout: 'open' } }, 'silent'],
      [{ effectiveAreas: { checkout: 'closed' } }, 'fenced'],
      [{ effectiveMode: 'open', runningWritesCount: 2 }, 'silent'],
      [{ effectiveMode: 'open', runningWritesCount: 0 }, 'fenced'],
      [{ effectiveMode: 'read-only', runningWritesCount: 1 }, 'silent'],
    ] as const
  ).map(
    ([changes, state]) =>
      [
        `is silent, as strict as asked, and said ${JSON.stringify(changes)}`,
        asked('read-only'),
        { ...silentMs(6_001), onStoreLost: 'closed', ...changes },
        state,
        state === 'fenced',
      ] as const,
  ),
  [
    'is silent with writes running on an open site',
    asked('open'),
    { ...silentMs(6_001), writesInFlightCount: 2 },
    'fenced',
    true,
  ],
  [
    'is silent and went less strict',
    asked('closed'),
    { ...silentMs(6_001), onStoreLost: 'read-only' },
    'silent',
    false,
  ],
  [
    'is silent, less strict than one area asks',
    asked('read-only', { checkout: 'closed' }),
    { ...silentMs(60_000), onStoreLost: 'read-only' },
    'silent',
    false,
  ],
  // What forces it outranks the loss of the store: that adds nothing.
  ...forcings.map(
    (why) =>
      [
        `is silent and was forced open by ${why}`,
        asked('read-only'),
        { ...silentMs(6_001), onStoreLost: 'closed', effectiveMode: 'open', why },
        'silent',
        false,
      ] as const,
  ),
  [
    'is silent and was forced read-only, where one area asks for more',
    asked('read-only', { checkout: 'closed' }),
    { ...silentMs(6_001), onStoreLost: 'closed', why: 'environment' },
    'silent',
    false,
  ],
  [
    'is silent, was forced as strict as asked, and would be so by itself',
    asked('read-only'),
    { ...silentMs(6_001), onStoreLost: 'read-only', why: 'break-glass' },
    'fenced',
    true,
  ],
  // Break-glass runs out, and then it follows what it knew last.
  [
    'is silent, was forced as strict as asked, and would not be so by itself',
    asked('read-only'),
    { ...silentMs(6_001), onStoreLost: 'keep', why: 'break-glass' },
    'silent',
    false,
  ],
  [
    'is silent and was forced open, where nothing is asked',
    asked('open'),
    { ...silentMs(6_001), effectiveMode: 'open', why: 'environment' },
    'fenced',
    true,
  ],
  ...unforced.map(
    (why) =>
      [
        `is silent, closed by itself, and followed ${why} before`,
        asked('read-only'),
        { ...silentMs(6_001), onStoreLost: 'closed', effectiveMode: 'open', runningWritesCount: 0, why },
        'fenced',
        true,
      ] as const,
  ),
  // Production mode opens no window, and is asked for all the same.
  [
    'is silent since before production mode was asked for',
    { ...asked('open'), production: true },
    { ...silentMs(6_001), epoch: 4, effectiveMode: 'open' },
    'silent',
    false,
  ],
  [
    'is silent, and had taken up production mode',
    { ...asked('open'), production: true },
    { ...silentMs(6_001), effectiveMode: 'open' },
    'fenced',
    true,
  ],
  [
    'is silent since before production mode was asked for, and closed by itself',
    { ...asked('open'), production: true },
    { ...silentMs(6_001), epoch: 4, effectiveMode: 'open', onStoreLost: 'closed' },
    'fenced',
    true,
  ],
  [
    'is silent and has another policy',
    asked('read-only'),
    { ...silentMs(6_001), onStoreLost: 'closed', policyDigest: 'q' },
    'silent',
    false,
  ],
  [
    'is silent and has another secret',
    asked('read-only'),
    { ...silentMs(6_001), onStoreLost: 'closed', secretDigest: 'other' },
    'silent',
    false,
  ],
];

describe('judgeEnforcement', () => {
  for (const [what, current, changes, state, enforced] of table) {
    it(`says ${state} of an instance that ${what}`, () => {
      const found = judgeEnforcement(current, [{ ...confirming, ...changes }], own);
      expect(found.instances[0]?.state).toBe(state);
      expect(found.enforced).toBe(enforced);
      expect(found.missing.length).toBe(enforced ? 0 : 1);
    });
  }

  it('claims nothing when nobody runs', () => {
    expect(judgeEnforcement(asked('read-only'), [], own)).toMatchObject({ enforced: false, instances: [] });
  });

  it('needs every instance and names the one that is missing', () => {
    const found = judgeEnforcement(
      asked('read-only'),
      [confirming, { ...confirming, id: 'two', epoch: 4 }],
      own,
    );
    expect(found.enforced).toBe(false);
    expect(found.missing).toEqual(['two (shop-1, process 1): still at epoch 4, expected 5']);
  });

  it('says why a silent instance that closed by itself does not count', () => {
    const writing = {
      ...confirming,
      ...silentMs(9_000),
      onStoreLost: 'closed',
      writesInFlightCount: 2,
    } as const;
    expect(judgeEnforcement(asked('read-only'), [writing], own).missing[0]).toContain(
      'silent for 9 s; it lets nothing new through (onStoreLost: closed), but 2 writes ran when it was last heard',
    );
  });

  it.each([
    ['read-only', { effectiveMode: 'read-only', onStoreLost: 'keep' }],
    ['closed', { effectiveMode: 'open', onStoreLost: 'closed' }],
    ['read-only', { effectiveMode: 'read-only', onStoreLost: 'closed', why: 'environment' }],
    ['open', { effectiveMode: 'open', onStoreLost: 'keep' }],
  ] as const)('of an opened site says that a silent instance may still be %s: %j', (mode, changes) => {
    const silent = { ...confirming, ...silentMs(9_000), ...changes };
    expect(judgeEnforcement(asked('open'), [silent], own).instances[0]).toMatchObject({
      state: 'fenced',
      detailSaid: { code: 'instance-not-asked', values: { silentMs: 9_000, mode } },
      detail: expect.stringContaining(
        mode === 'open' ? 'nothing is asked' : `if it still runs it is ${mode}`,
      ),
    });
  });

  it('names the oldest write it waits for', () => {
    const writing = {
      ...confirming,
      writesInFlightCount: 1,
      writesInFlight: [{ method: 'POST', path: '/upload', ageMs: 12_300 }],
    };
    expect(judgeEnforcement(asked('read-only'), [writing], own).missing[0]).toContain(
      'waits for 1 write in flight, oldest POST /upload for 12.3 s',
    );
  });
});
