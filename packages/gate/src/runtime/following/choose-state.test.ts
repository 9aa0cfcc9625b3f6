import { describe, expect, it } from 'vitest';
import type { Mode } from '../../model/mode.ts';
import { parsePolicy } from '../../model/parse-policy.ts';
import { type Switch, untouchedSwitch } from '../../model/switch.ts';
import type { LastKnown, Override } from '../../ports/host-state.ts';
import type { SiteState } from '../../ports/store.ts';
import { compilePolicy } from '../../reading/compile-policy.ts';
import { chooseState, type Sources } from './choose-state.ts';

const compiled = compilePolicy(parsePolicy({}));
const switchAt = (epoch: number, mode: Mode): Switch => ({ ...untouchedSwitch('shop'), epoch, mode });
const stored = (epoch: number, mode: Mode, lineage = 'A'): SiteState => ({
  lineage,
  now: 0,
  switch: switchAt(epoch, mode),
  passes: [],
});
const remembered = (epoch: number, mode: Mode, lineage = 'A'): LastKnown => ({
  lineage,
  switch: switchAt(epoch, mode),
  passes: [],
  savedAt: 0,
});
const override = (mode: Mode): Override => ({
  mode,
  reason: 'drill',
  actor: 'ada',
  createdAt: 0,
  expiresAt: 9,
});

const nothing: Sources = {
  site: 'shop',
  compiled,
  stored: null,
  firstSeenEpoch: 0,
  remembered: null,
  environmentMode: null,
  override: null,
  leaseUntilMs: 0,
};

const table: readonly (readonly [string, Partial<Sources>, Mode, string])[] = [
  ['nothing is known at all', {}, 'read-only', 'never-seen'],
  ['only the disk remembers', { remembered: remembered(3, 'closed') }, 'closed', 'disk'],
  ['the store answers', { stored: stored(3, 'read-only') }, 'read-only', 'store'],
  ['store and disk agree', { stored: stored(3, 'open'), remembered: remembered(3, 'open') }, 'open', 'store'],
  ['the store moved on', { stored: stored(4, 'open'), remembered: remembered(3, 'closed') }, 'open', 'store'],
  [
    'the environment forces a mode',
    { stored: stored(3, 'open'), override: override('read-only'), environmentMode: 'closed' },
    'closed',
    'environment',
  ],
  [
    'somebody broke the glass',
    { stored: stored(3, 'closed'), override: override('open') },
    'open',
    'break-glass',
  ],
  [
    "yesterday's dump was restored while the site is closed",
    { stored: stored(2, 'open'), remembered: remembered(5, 'closed') },
    'closed',
    'contested',
  ],
  [
    'a restored dump says closed while this host remembers open',
    { stored: stored(2, 'closed'), remembered: remembered(5, 'open') },
    'closed',
    'contested',
  ],
  [
    'the store was replaced by a new, empty one',
    { stored: stored(0, 'open', 'B'), remembered: remembered(5, 'read-only') },
    'read-only',
    'contested',
  ],
  [
    'another store counts higher',
    { stored: stored(9, 'open', 'B'), firstSeenEpoch: 9, remembered: remembered(5, 'read-only') },
    'read-only',
    'contested',
  ],
  [
    'somebody switched in another store while this instance watched',
    { stored: stored(10, 'open', 'B'), firstSeenEpoch: 9, remembered: remembered(5, 'read-only') },
    'open',
    'store',
  ],
  [
    'another store has the same epoch by chance',
    { stored: stored(5, 'open', 'B'), remembered: remembered(5, 'read-only') },
    'read-only',
    'contested',
  ],
];

describe('chooseState', () => {
  for (const [when, sources, mode, why] of table) {
    it(`enforces ${mode} (${why}) when ${when}`, () => {
      const snapshot = chooseState({ ...nothing, ...sources });
      expect([snapshot.mode, snapshot.why]).toEqual([mode, why]);
    });
  }

  it('takes the stricter mode area by area when the store is contested', () => {
    const inStore = {
      ...stored(2, 'open'),
      switch: { ...switchAt(2, 'open'), areas: { uploads: 'closed' as const } },
    };
    const onDisk = {
      ...remembered(5, 'open'),
      switch: { ...switchAt(5, 'open'), areas: { checkout: 'read-only' as const } },
    };
    const snapshot = chooseState({ ...nothing, stored: inStore, remembered: onDisk });
    expect(snapshot.areas).toEqual({ uploads: 'closed', checkout: 'read-only' });
    expect(snapshot.switch.epoch).toBe(5);
  });
});
