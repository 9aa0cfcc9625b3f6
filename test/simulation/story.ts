import type { Mode } from '@portcullis/gate';
import fc from 'fast-check';

/** What happens to a site, in any order. Hosts are named by their place; what is too large goes round. */
export type Happening =
  | {
      readonly kind: 'on';
      readonly host: number;
      readonly mode: Mode;
      readonly checkout: Mode | null;
      readonly seconds: number | null;
    }
  | { readonly kind: 'off' | 'look' | 'remove-silent'; readonly host: number }
  /** On, off and on again, one right after the other. */
  | { readonly kind: 'flip'; readonly host: number; readonly mode: Mode; readonly gapMs: number }
  /** Two operators at the same time, in opposite directions. */
  | { readonly kind: 'both'; readonly hosts: readonly [number, number]; readonly mode: Mode }
  | { readonly kind: 'pause' | 'resume' | 'kill' | 'stop' | 'start' | 'start-old'; readonly host: number }
  | { readonly kind: 'cut'; readonly host: number; readonly way: 'both' | 'to-store' | 'from-store' }
  | { readonly kind: 'slow'; readonly host: number; readonly ms: number }
  | { readonly kind: 'lose-answers'; readonly host: number; readonly count: number }
  | { readonly kind: 'lose-hints' | 'heal'; readonly host: number }
  | { readonly kind: 'jump'; readonly host: number; readonly ms: number }
  | { readonly kind: 'override'; readonly host: number; readonly mode: Mode; readonly seconds: number }
  | { readonly kind: 'store-down' | 'store-up' | 'replicate' | 'fail-over' | 'back-up' | 'restore' | 'flush' }
  | { readonly kind: 'application'; readonly state: 'works' | 'fails' | 'slow' | 'down' | 'breaks' }
  | { readonly kind: 'job-begins' | 'job-ends' };

export interface Story {
  readonly seed: number;
  readonly hosts: number;
  readonly onStoreLost: 'keep' | 'read-only' | 'closed';
  readonly hasWorker: boolean;
  /** How long it takes until the next thing happens, milliseconds. */
  readonly happenings: readonly { readonly what: Happening; readonly thenMs: number }[];
}

const host = fc.nat(3);
const shut = fc.constantFrom<Mode>('read-only', 'closed');
const on = fc.record({
  kind: fc.constant('on' as const),
  host,
  mode: fc.constantFrom<Mode>('read-only', 'closed', 'closed', 'open'),
  checkout: fc.constantFrom<Mode | null>(null, null, null, 'closed', 'read-only', 'open'),
  seconds: fc.constantFrom<number | null>(null, null, null, 2, 9),
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: on },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('off' as const), host }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('both' as const),
      hosts: fc.tuple(host, host),
      mode: shut,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('flip' as const),
      host,
      mode: shut,
      gapMs: fc.constantFrom(10, 60, 400),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('look' as const, 'remove-silent' as const), host }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'pause' as const,
        'pause' as const,
        'resume' as const,
        'kill' as const,
        'stop' as const,
        'start' as const,
        'start' as const,
        'start-old' as const,
      ),
      host,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      host,
      way: fc.constantFrom('both' as const, 'to-store' as const, 'from-store' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('slow' as const), host, ms: fc.constantFrom(100, 900, 3_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('lose-answers' as const),
      host,
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('lose-hints' as const, 'heal' as const, 'heal' as const),
      host,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('jump' as const),
      host,
      ms: fc.constantFrom(-86_400_000, -3_600_000, -30_000, 30_000, 3_600_000, 86_400_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('override' as const),
      host,
      mode: fc.constantFrom<Mode>('open', 'read-only', 'closed'),
      seconds: fc.constantFrom(3, 8),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'store-down' as const,
        'store-up' as const,
        'store-up' as const,
        'replicate' as const,
        'replicate' as const,
        'fail-over' as const,
        'fail-over' as const,
        'back-up' as const,
        'restore' as const,
        'flush' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('application' as const),
      state: fc.constantFrom(
        'works' as const,
        'works' as const,
        'fails' as const,
        'slow' as const,
        'down' as const,
        'breaks' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('job-begins' as const, 'job-ends' as const) }) },
);

/** Most are over within half a minute: leases end after three seconds and one more. */
export const stories: fc.Arbitrary<Story> = fc.record({
  seed: fc.noBias(fc.integer({ min: 1, max: 2_147_483_647 })),
  hosts: fc.constantFrom(2, 2, 3, 3, 4),
  onStoreLost: fc.constantFrom('keep' as const, 'read-only' as const, 'closed' as const),
  hasWorker: fc.boolean(),
  happenings: fc.array(
    fc.record({ what: happening, thenMs: fc.constantFrom(0, 3, 40, 300, 900, 1_700, 2_600, 4_500, 4_500) }),
    { minLength: 2, maxLength: 10, size: 'max' },
  ),
});
