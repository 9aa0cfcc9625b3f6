import type { Mode } from '@portcullis/gate';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Conductor } from './conductor.ts';
import type { Decision } from './decision.ts';
import { decidedBy, opening } from './testing/model-opening.ts';
import { type ModelDatabase, ModelSite, type ModelWorker } from './testing/model-site.ts';

/** What happens to a site, in any order: by operators, by its jobs and sessions, by failures, by others who work on it. */
type Happening =
  | { readonly kind: 'switch'; readonly mode: Mode; readonly checkout: Mode | null; readonly anyway: boolean }
  | { readonly kind: 'fail' | 'mend' | 'lose-answers'; readonly part: PartName }
  | { readonly kind: 'job-begins' | 'job-ends' | 'somebody-resumes'; readonly worker: WorkerName }
  | {
      readonly kind: 'transaction-begins' | 'transaction-ends' | 'somebody-opens';
      readonly database: DatabaseName;
    }
  | { readonly kind: 'requests-missing' | 'requests-confirmed' }
  | { readonly kind: 'kill'; readonly afterSteps: number }
  | { readonly kind: 'decide'; readonly decision: Decision }
  | { readonly kind: 'wait'; readonly ms: number };

type WorkerName = 'mails' | 'imports' | 'carts';
type DatabaseName = 'orders' | 'stock';
type PartName = WorkerName | DatabaseName;

const workerName = fc.constantFrom<WorkerName>('mails', 'imports', 'carts');
const databaseName = fc.constantFrom<DatabaseName>('orders', 'stock');
const partName = fc.oneof(workerName, databaseName);
const mode = fc.constantFrom<Mode>('open', 'read-only', 'closed');
const switching = fc.record({
  kind: fc.constant('switch' as const),
  mode,
  checkout: fc.option(mode, { freq: 2 }),
  anyway: fc.boolean(),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: switching },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('fail', 'mend', 'lose-answers'), part: partName }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('job-begins', 'job-ends', 'somebody-resumes'),
      worker: workerName,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('transaction-begins', 'transaction-ends', 'somebody-opens'),
      database: databaseName,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('requests-missing', 'requests-confirmed') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('kill'), afterSteps: fc.nat(12) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('decide'),
      decision: fc.constantFrom<Decision>('go-on', 'cut', 'roll-back', 'try-again'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1, 60, 700, 40_000) }) },
);

/** As other properties: stories of some 20 s each, of which `npm test` tells few. */
const numRuns = Math.ceil(Number(process.env.PORTCULLIS_PROPERTY_RUNS ?? 20_000) / 500);

/** Each thing is looked at once a second, after failures within five. */
const settledMs = 8_000;

/** A site and whoever conducts it: killed, another one begins at once. */
class World {
  readonly site = new ModelSite();
  readonly workers: Readonly<Record<WorkerName, ModelWorker>>;
  readonly databases: Readonly<Record<DatabaseName, ModelDatabase>>;
  conductor: Conductor;
  #started = 0;

  constructor() {
    const { site } = this;
    this.workers = {
      mails: site.worker('mails'),
      imports: site.worker('imports'),
      carts: site.worker('carts', ['checkout']),
    };
    this.databases = {
      orders: site.database('orders', { checkout: ['cart'] }),
      stock: site.database('stock'),
    };
    this.workers.imports.isPaused = true;
    this.conductor = this.#start();
  }

  #start(): Conductor {
    this.#started += 1;
    return this.site.conductor(`number ${this.#started}`, { tickMs: 50, idleTickMs: 200, leaseMs: 1_000 });
  }

  restart(): void {
    this.site.stepsLeft = Number.POSITIVE_INFINITY;
    this.site.kill();
    void this.conductor.close();
    this.conductor = this.#start();
  }

  part(name: PartName): ModelWorker | ModelDatabase {
    const found = this.site.workers.get(name) ?? this.site.databases.get(name);
    if (found === undefined) throw new Error(`no part ${name}`);
    return found;
  }

  /** As a server does. */
  switch(
    modes: { readonly mode: Mode; readonly areas: Readonly<Record<string, Mode>> },
    anyway: boolean,
  ): void {
    const { site, conductor } = this;
    const draining = conductor.drainingFor(modes, site.switch);
    if (conductor.mustOpenFirst(modes)) {
      const asked = opening(site);
      const request = { ...asked.request, ...modes, draining };
      void conductor.open({ ...asked, request, anyway }).catch(() => undefined);
      return;
    }
    site.turn(modes.mode, modes.areas, draining);
    conductor.wake();
  }

  /** What is true of the site whatever anybody says, if it is called still. */
  wrong(): readonly string[] {
    const { site, workers, databases } = this;
    return [
      ...(site.switch.mode === 'open' ? ['the switch is open'] : []),
      ...(site.switch.draining.length > 0 ? ['calls of jobs are let in'] : []),
      ...(site.requestsMissing.length > 0 ? ['requests are under way'] : []),
      ...Object.values(workers).flatMap(({ name, isPaused, inHand }) => [
        ...(isPaused ? [] : [`${name} runs`]),
        ...(inHand > 0 ? [`${name} has a job in hand`] : []),
      ]),
      ...Object.values(databases).flatMap(({ name, standing, transactions }) => [
        ...(standing.state === 'closed' && standing.tables.length === 0 ? [] : [`${name} is not closed`]),
        ...(transactions.length > 0 ? [`${name} has a transaction`] : []),
      ]),
    ];
  }
}

async function happens(world: World, what: Happening): Promise<void> {
  const { site, workers, databases } = world;
  switch (what.kind) {
    case 'switch':
      world.switch(
        { mode: what.mode, areas: what.checkout === null ? {} : { checkout: what.checkout } },
        what.anyway,
      );
      break;
    case 'fail':
      world.part(what.part).problem = 'connection refused';
      break;
    case 'mend':
      world.part(what.part).problem = null;
      break;
    case 'lose-answers':
      world.part(what.part).answersToLose = 2;
      break;
    case 'job-begins':
      if (!workers[what.worker].isPaused) workers[what.worker].inHand += 1;
      break;
    case 'job-ends':
      workers[what.worker].inHand = 0;
      break;
    case 'somebody-resumes':
      // Of what was paused before nobody could tell afterwards whether he meant it to stay so.
      if (what.worker !== 'imports') workers[what.worker].isPaused = false;
      break;
    case 'transaction-begins':
      if (databases[what.database].standing.state === 'open')
        databases[what.database].transactions = ['pid 7'];
      break;
    case 'transaction-ends':
      databases[what.database].transactions = [];
      break;
    case 'somebody-opens':
      databases[what.database].standing = { ...databases[what.database].standing, state: 'open', tables: [] };
      break;
    case 'requests-missing':
      site.requestsMissing = ['a write that has run for a minute'];
      break;
    case 'requests-confirmed':
      site.requestsMissing = [];
      break;
    case 'kill':
      site.stepsLeft = what.afterSteps;
      await vi.advanceTimersByTimeAsync(1_000);
      world.restart();
      break;
    case 'decide':
      await world.conductor.decide(decidedBy(what.decision)).catch(() => undefined);
      break;
    case 'wait':
      await vi.advanceTimersByTimeAsync(what.ms);
      break;
  }
}

/** Everything works, and everything that had begun is over. */
async function comesToRest(world: World): Promise<void> {
  world.site.requestsMissing = [];
  for (const part of [...Object.values(world.workers), ...Object.values(world.databases)]) {
    part.problem = null;
    part.answersToLose = 0;
  }
  for (const worker of Object.values(world.workers)) worker.inHand = 0;
  for (const database of Object.values(world.databases)) database.transactions = [];
  await vi.advanceTimersByTimeAsync(60_000);
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
afterEach(() => void vi.useRealTimers());

async function tell(story: readonly Happening[]): Promise<void> {
  const world = new World();
  try {
    await vi.advanceTimersByTimeAsync(500);
    for (const what of story) {
      await happens(world, what);
      await vi.advanceTimersByTimeAsync(settledMs);
      if (world.conductor.view().stillSince !== null) expect(world.wrong()).toEqual([]);
    }
    await comesToRest(world);
    world.switch({ mode: 'closed', areas: {} }, false);
    await vi.advanceTimersByTimeAsync(60_000);
    // What was given up, somebody has tried again.
    await world.conductor.decide(decidedBy('try-again')).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.conductor.view().missing).toEqual([]);
    expect(world.conductor.view().stillSince).not.toBeNull();
    expect(world.wrong()).toEqual([]);
    world.switch({ mode: 'open', areas: {} }, false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.site.switch.mode).toBe('open');
    expect(world.site.transition).toBeNull();
    const { mails, imports, carts } = world.workers;
    expect([mails.isPaused, imports.isPaused, carts.isPaused]).toEqual([false, true, false]);
    const { orders, stock } = world.databases;
    expect([orders.standing.state, stock.standing.state]).toEqual(['open', 'open']);
  } finally {
    world.site.kill();
    void world.conductor.close();
  }
}

describe('whatever happens to a site, it is called still only when it is, comes to rest when everything works, and ends as it began', () => {
  it.each<[string, readonly Happening[]]>([
    [
      'a database that was out of reach when its window began closes for an area first',
      [
        { kind: 'fail', part: 'orders' },
        { kind: 'switch', mode: 'closed', checkout: null, anyway: false },
        { kind: 'switch', mode: 'open', checkout: 'closed', anyway: false },
      ],
    ],
    [
      'somebody resumes a worker in the middle of a window',
      [
        { kind: 'switch', mode: 'read-only', checkout: null, anyway: false },
        { kind: 'somebody-resumes', worker: 'mails' },
      ],
    ],
  ])('%s', (_, story) => tell(story));

  it('stories that are drawn', async () => {
    const stories = fc.array(happening, { minLength: 1, maxLength: 14 });
    await fc.assert(fc.asyncProperty(stories, tell), { numRuns });
  }, 600_000);
});
