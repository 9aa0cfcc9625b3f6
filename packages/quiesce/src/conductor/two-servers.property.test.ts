import type { Mode } from '@portcullis/gate';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelFleet } from './testing/model-fleet.ts';
import { decidedBy, opening } from './testing/model-opening.ts';
import { type ModelDatabase, ModelSite } from './testing/model-site.ts';

/** What happens to two servers of one site and to the processes that report to them, in any order. */
type Happening =
  | { readonly kind: 'switch'; readonly mode: Mode; readonly at: number; readonly anyway: boolean }
  | { readonly kind: 'starts'; readonly reportsTo: readonly number[]; readonly host: string }
  | { readonly kind: 'moves'; readonly process: number; readonly reportsTo: readonly number[] }
  | { readonly kind: 'dies' | 'leaves' | 'job-begins' | 'job-ends'; readonly process: number }
  | { readonly kind: 'cut-off' | 'heals' | 'killed' | 'restarts'; readonly server: number }
  | { readonly kind: 'forget'; readonly at: number }
  | { readonly kind: 'wait'; readonly ms: number };

const server = fc.constantFrom(0, 1);
const process = fc.nat(3);
const reportsTo = fc.constantFrom<readonly number[]>([0], [1], [0, 1]);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('switch' as const),
      mode: fc.constantFrom<Mode>('closed', 'read-only', 'open'),
      at: server,
      anyway: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('starts' as const),
      reportsTo,
      host: fc.constantFrom('one', 'elsewhere'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('moves' as const), process, reportsTo }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('dies' as const, 'leaves' as const, 'job-begins' as const, 'job-ends' as const),
      process,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('cut-off' as const, 'heals' as const, 'killed' as const, 'restarts' as const),
      server,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), at: server }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 60, 700, 4_000) }),
  },
);

/** As other properties: stories of some minutes each, of which `npm test` tells few. */
const numRuns = Math.ceil(Number(globalThis.process.env.PORTCULLIS_PROPERTY_RUNS ?? 20_000) / 2_000);

/** What is said at one server is known at the other within a second or two, and looked at once a second; who falls silent within five. */
const settledMs = 9_000;

class World {
  readonly site = new ModelSite();
  readonly database: ModelDatabase = this.site.database('orders');
  readonly fleet = new ModelFleet(this.site);

  constructor() {
    this.fleet.startServer(0);
    this.fleet.startServer(1);
    this.fleet.startProcess([0], 'one');
    this.fleet.startProcess([1], 'elsewhere');
  }

  /** As a server does. */
  switch(mode: Mode, at: number, anyway = false): void {
    const { site } = this;
    const { conductor, lostAtMs } = this.serverAt(at);
    // What it cannot store it does not switch.
    if (lostAtMs !== null) return;
    const modes = { mode, areas: {} };
    const draining = conductor.drainingFor(modes, site.switch);
    if (conductor.mustOpenFirst(modes)) {
      const asked = opening(site);
      const request = { ...asked.request, ...modes, draining };
      void conductor.open({ ...asked, request, anyway }).catch(() => undefined);
      return;
    }
    site.turn(mode, {}, draining);
    for (const { conductor: each } of this.fleet.servers) each.wake();
  }

  serverAt(place: number) {
    const found = this.fleet.servers[place];
    if (found === undefined) throw new Error(`no server ${place}`);
    return found;
  }

  isCalledStill(): boolean {
    return this.fleet.servers.some(
      ({ conductor, lostAtMs }) => lostAtMs === null && conductor.view().stillSince !== null,
    );
  }

  /** What is true of the site whatever anybody says, if it is called still. */
  wrong(): readonly string[] {
    const { site, database, fleet } = this;
    return [
      ...(site.switch.mode === 'open' ? ['the switch is open'] : []),
      ...fleet.processes
        .filter(({ isAlive }) => isAlive)
        .flatMap(({ processId, isPaused, inHand, reportsTo: to }) => [
          ...(isPaused ? [] : [`process ${processId} at ${to.join()} runs`]),
          ...(inHand > 0 ? [`process ${processId} at ${to.join()} has a job in hand`] : []),
        ]),
      ...(database.standing.state === 'closed' ? [] : ['the database is not closed']),
    ];
  }

  async forgetSilent(at: number): Promise<void> {
    const { registry } = this.serverAt(at);
    for (const { id, isSilent, processId } of registry.processes()) {
      // Somebody has seen that it ended.
      if (!isSilent || processId === null || this.fleet.isAlive(processId)) continue;
      await registry.forget(id, async (one) => this.fleet.store.remove(one)).catch(() => undefined);
    }
  }

  restart(place: number): void {
    const running = this.serverAt(place);
    if (!running.isKilled) running.kill();
    this.fleet.startServer(place);
  }
}

async function happens(world: World, what: Happening): Promise<void> {
  const { fleet } = world;
  switch (what.kind) {
    case 'switch':
      world.switch(what.mode, what.at, what.anyway);
      break;
    case 'starts':
      if (fleet.processes.length < 5) fleet.startProcess(what.reportsTo, what.host);
      break;
    case 'moves': {
      const found = fleet.processes[what.process];
      if (found !== undefined) found.reportsTo = what.reportsTo;
      break;
    }
    case 'dies':
      fleet.processes[what.process]?.kill();
      break;
    case 'leaves':
      void fleet.processes[what.process]?.leave();
      break;
    case 'job-begins': {
      const found = fleet.processes[what.process];
      if (found?.isAlive === true && !found.isPaused) found.inHand += 1;
      break;
    }
    case 'job-ends': {
      const found = fleet.processes[what.process];
      if (found !== undefined) found.inHand = 0;
      break;
    }
    case 'cut-off':
      world.serverAt(what.server).cutOff();
      break;
    case 'heals':
      world.serverAt(what.server).heal();
      break;
    case 'killed':
      world.serverAt(what.server).kill();
      break;
    case 'restarts':
      world.restart(what.server);
      break;
    case 'forget':
      await Promise.race([world.forgetSilent(what.at), vi.advanceTimersByTimeAsync(1_000)]);
      break;
    case 'wait':
      await vi.advanceTimersByTimeAsync(what.ms);
      break;
  }
}

/** Every server runs and reaches the store, what had begun is over, and who ended is forgotten. */
async function comesToRest(world: World): Promise<void> {
  for (const place of [0, 1]) {
    if (world.serverAt(place).isKilled) world.restart(place);
    world.serverAt(place).heal();
  }
  for (const one of world.fleet.processes) one.inHand = 0;
  await vi.advanceTimersByTimeAsync(10_000);
  const forgetting = world.forgetSilent(0);
  await vi.advanceTimersByTimeAsync(30_000);
  await forgetting;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

async function tell(story: readonly Happening[]): Promise<void> {
  const world = new World();
  try {
    await vi.advanceTimersByTimeAsync(1_500);
    for (const what of story) {
      await happens(world, what);
      await vi.advanceTimersByTimeAsync(settledMs);
      if (world.isCalledStill()) expect(world.wrong()).toEqual([]);
    }
    await comesToRest(world);
    world.switch('closed', 0);
    await vi.advanceTimersByTimeAsync(60_000);
    for (const { conductor } of world.fleet.servers)
      await conductor.decide(decidedBy('try-again')).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(world.fleet.servers.flatMap(({ conductor }) => conductor.view().missing)).toEqual([]);
    expect(world.isCalledStill()).toBe(true);
    expect(world.wrong()).toEqual([]);
    for (const place of [0, 1]) {
      if (world.site.switch.mode !== 'open') world.switch('open', place);
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(world.site.transition).toBeNull();
    const living = world.fleet.processes.filter(({ isAlive }) => isAlive);
    expect(living.filter(({ isPaused }) => isPaused)).toEqual([]);
    expect(world.database.standing.state).toBe('open');
  } finally {
    world.site.kill();
    world.fleet.close();
  }
}

describe('two servers know the processes that report to either: still is said only when all of them are at rest', () => {
  it.each<[string, readonly Happening[]]>([
    [
      'a process of the other server has a job in hand',
      [
        { kind: 'job-begins', process: 1 },
        { kind: 'switch', mode: 'closed', at: 0, anyway: false },
        { kind: 'job-ends', process: 1 },
      ],
    ],
    [
      'a process begins within the window at a server that does not reach the store, and nobody else knows of it',
      [
        { kind: 'leaves', process: 1 },
        { kind: 'cut-off', server: 1 },
        { kind: 'switch', mode: 'closed', at: 0, anyway: false },
        { kind: 'starts', reportsTo: [1], host: 'elsewhere' },
      ],
    ],
    [
      'the server that conducts is killed, and its processes report to the other one',
      [
        { kind: 'switch', mode: 'closed', at: 0, anyway: false },
        { kind: 'killed', server: 0 },
        { kind: 'moves', process: 0, reportsTo: [1] },
        { kind: 'restarts', server: 0 },
      ],
    ],
    [
      'two servers answer the same process in turn',
      [
        { kind: 'moves', process: 0, reportsTo: [0, 1] },
        { kind: 'switch', mode: 'closed', at: 1, anyway: false },
        { kind: 'switch', mode: 'open', at: 1, anyway: false },
      ],
    ],
  ])('%s', (_, story) => tell(story));

  it('stories that are drawn', async () => {
    const stories = fc.array(happening, { minLength: 1, maxLength: 12 });
    await fc.assert(fc.asyncProperty(stories, tell), { numRuns });
  }, 600_000);
});
