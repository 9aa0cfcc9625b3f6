import {
  isWindow,
  type Mode,
  type Opening,
  type SignInTrial,
  type StoredTransition,
  type Switch,
  type Transition,
  untouchedSwitch,
} from '@portcullis/gate';
import type { SeenWrite } from '../../watch-report.ts';
import type { StoppedJobs, Worker } from '../../workers/worker.ts';
import { type Conductor, createConductor } from '../conductor.ts';
import type { ConductorOptions, MemoryWrite, StandingLease } from '../conductor-options.ts';
import type { DatabaseStanding, GuardedDatabase } from '../guarded-database.ts';
import { defaultDeadlinesMs, defaultOnTimeout, type Rules } from '../rules.ts';
import type { SignInMoment } from '../signing-in.ts';

/** Thrown where a process would have been killed: nothing that comes after it in that process happens. */
class Killed extends Error {}

/** A world with a switch, workers and databases, which outlives the conductors that work on it. */
export class ModelSite {
  readonly workers = new Map<string, ModelWorker>();
  readonly databases = new Map<string, ModelDatabase>();
  /** What happened, in order. */
  readonly events: string[] = [];
  readonly errors: unknown[] = [];
  switch: Switch = untouchedSwitch('shop');
  requestsMissing: string[] = [];
  /** What comes of signing in, by where the databases stand. */
  signIn: ((moment: SignInMoment) => SignInTrial | Promise<SignInTrial>) | null = null;
  isCut = false;
  /** How often a conductor read the switch. */
  looks = 0;
  /** Instances that have not confirmed a switch as soon as it is stored. */
  confirmsLate: string[] = [];
  /** Why the calls of jobs cannot be ended. */
  endingProblem: string | null = null;
  /** Of the store's clock. */
  clockAheadMs = 0;
  /** How much more time has passed than a test has waited. */
  passedMs = 0;
  stored: StoredTransition = { transition: null, version: 0, conductor: null, now: 0 };
  /** Conductors that reach neither the store nor anything by it. */
  readonly cutOff = new Set<string>();
  /** Operations that are still let through; the next one kills its conductor. */
  stepsLeft = Number.POSITIVE_INFINITY;
  /** Told of each change of what is stored. */
  onWrite: (write: MemoryWrite) => void = () => {};
  rules: Rules = {
    deadlinesMs: { ...defaultDeadlinesMs },
    onTimeout: { ...defaultOnTimeout },
    quietMs: 20,
    rollBackRequest: (current, details) => ({
      ...current,
      mode: 'open',
      areas: {},
      reason: details.join('; '),
      expires: null,
    }),
  };

  worker(name: string, areas: readonly string[] | null = null): ModelWorker {
    const worker = new ModelWorker(this, name, areas);
    this.workers.set(name, worker);
    return worker;
  }

  database(name: string, tables: Readonly<Record<string, readonly string[]>> = {}): ModelDatabase {
    const database = new ModelDatabase(this, name, tables);
    this.databases.set(name, database);
    return database;
  }

  turn(mode: Mode, areas: Readonly<Record<string, Mode>> = {}, draining: readonly string[] = []): void {
    const { epoch, opened, actor } = this.switch;
    const since = this.switch.since + 1;
    this.switch = {
      ...this.switch,
      mode,
      areas,
      draining,
      epoch: epoch + 1,
      since,
      reason: 'moving orders',
      opened: isWindow({ mode, areas }) ? (opened ?? { by: actor, at: since }) : null,
    };
    this.events.push(`switch ${mode}`);
  }

  /** Grows with each kill: conductors from before it are dead. */
  #lives = 0;
  /** Ends every conductor that there is, at once and without a word. */
  kill(): void {
    this.#lives += 1;
  }

  /** One more operation; throws when the process was to be killed before or after it. */
  step(): void {
    if (this.stepsLeft <= 0) throw new Killed('killed');
    this.stepsLeft -= 1;
  }

  conductor(id = 'one', options: Partial<ConductorOptions> = {}): Conductor {
    let isDead = false;
    const life = this.#lives;
    /** Before and after what it does: it may be killed with the thing done, and nothing known of it. */
    const mortal = async <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
      if (isDead || life !== this.#lives) return new Promise<Result>(() => {});
      if (this.cutOff.has(id)) throw new Error('the store is away');
      try {
        this.step();
        const result = await work();
        this.step();
        return result;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        isDead = true;
        return new Promise<Result>(() => {});
      }
    };
    return createConductor({
      id,
      workers: [...this.workers.values()].map((worker) => ({
        worker: worker.seenBy(mortal),
        areas: worker.areas,
      })),
      databases: [...this.databases.values()].map((database) => ({
        database: database.seenBy(mortal),
        tables: database.tables,
      })),
      memory: {
        read: async () => {
          if (this.cutOff.has(id)) throw new Error('the store is away');
          return { ...this.stored, now: this.#now() };
        },
        // Waiting for another one's lease is nothing that it could be killed in.
        claim: (leaseMs, over) =>
          this.#isTaken(id, over) && !this.cutOff.has(id)
            ? Promise.resolve(false)
            : mortal(() => this.#claim(id, leaseMs)),
        release: async () => {
          if (!isDead && !this.cutOff.has(id) && this.stored.conductor?.id === id)
            this.stored = { ...this.stored, conductor: null };
        },
        write: (write) => mortal(() => this.#write(id, write)),
      },
      site: {
        readSwitch: async () => {
          if (this.cutOff.has(id)) throw new Error('the store is away');
          this.looks += 1;
          return { switch: this.switch, now: this.#now() };
        },
        requests: async () => ({
          // A write that runs is nobody's leak while its area is open.
          enforced: this.switch.mode === 'open' || this.requestsMissing.length === 0,
          missing: this.switch.mode === 'open' ? [] : this.requestsMissing,
        }),
        changeSwitch: (opening) => mortal(() => this.#change(opening)),
        endWorkerCalls: () =>
          mortal(() => {
            if (this.endingProblem !== null) throw new Error(this.endingProblem);
            const { epoch } = this.switch;
            this.switch = { ...this.switch, draining: [], epoch: epoch + 1 };
            this.events.push('worker calls end');
            this.requestsMissing = [...this.confirmsLate];
          }),
        jobsStopped: (worker, jobs) => {
          for (const { name, held, skipped } of jobs)
            this.events.push(`${worker}: ${name} ${held} held, ${skipped} skipped`);
        },
        cutRequests: async () => {
          this.isCut = true;
          this.requestsMissing = [];
        },
        trySignIn:
          this.signIn === null
            ? null
            : (moment) =>
                mortal(() => {
                  this.events.push(`sign in ${moment}`);
                  return this.signIn?.(moment) ?? { outcome: 'works', detail: null };
                }),
      },
      rules: this.rules,
      onError: (error) => this.errors.push(error),
      tickMs: 2,
      idleTickMs: 5,
      // Longer than a machine stands still whose host takes its cores away.
      leaseMs: 400,
      monotonicMs: () => performance.now() + this.passedMs,
      ...options,
    });
  }

  get transition(): Transition | null {
    return this.stored.transition;
  }

  #now(): number {
    return Date.now() + this.passedMs + this.clockAheadMs;
  }

  #isTaken(id: string, over: StandingLease | undefined): boolean {
    const { conductor } = this.stored;
    if (conductor === null || conductor.id === id || conductor.leaseUntil <= this.#now()) return false;
    return conductor.id !== over?.id || conductor.leaseUntil !== over.leaseUntil;
  }

  #claim(id: string, leaseMs: number): boolean {
    this.stored = { ...this.stored, conductor: { id, leaseUntil: this.#now() + leaseMs } };
    return true;
  }

  #write(id: string, write: MemoryWrite): 'written' | 'conflict' | 'not-conductor' {
    const { expectedVersion, after } = write;
    if (this.stored.conductor?.id !== id) return 'not-conductor';
    if (this.stored.version !== expectedVersion) return 'conflict';
    this.onWrite(write);
    // As a store would: nothing is shared.
    this.stored = { ...this.stored, transition: structuredClone(after), version: expectedVersion + 1 };
    return 'written';
  }

  #change({ request, expectedEpoch }: Opening): 'changed' | 'lost' {
    if (this.switch.epoch !== expectedEpoch) return 'lost';
    this.turn(request.mode, request.areas);
    return 'changed';
  }
}

type Mortal = <Result>(work: () => Result | Promise<Result>) => Promise<Result>;

export class ModelWorker {
  isPaused = false;
  inHand = 0;
  waiting = 0;
  stopped: StoppedJobs[] = [];
  problem: string | null = null;
  isCounted = true;
  hangs = false;
  /** It goes on, and the answer that says so is lost. */
  losesAnswer = false;
  /** So many answers are lost to whatever is asked next: it was done, and nobody hears of it. */
  answersToLose = 0;
  /** While it hangs. */
  asked = 0;
  begun: { name: string; id: string; since: number; by: string | null }[] = [];

  readonly site: ModelSite;
  readonly name: string;
  readonly areas: readonly string[] | null;

  constructor(site: ModelSite, name: string, areas: readonly string[] | null) {
    this.site = site;
    this.name = name;
    this.areas = areas;
  }

  seenBy(mortal: Mortal): Worker {
    const answer = <Result>(work: () => Result): Promise<Result> =>
      mortal(() => {
        if (this.hangs) {
          this.asked += 1;
          return new Promise<Result>(() => {});
        }
        if (this.problem !== null) throw new Error(this.problem);
        return losing(this, work());
      });
    return {
      name: this.name,
      capabilities: { reaches: 'fleet', counts: 'fleet', isPersisted: true },
      state: () => answer(() => (this.isPaused ? 'paused' : 'running')),
      pause: () =>
        answer(() => {
          if (!this.isPaused) this.site.events.push(`pause ${this.name}`);
          this.isPaused = true;
          return Date.now();
        }),
      resume: () =>
        answer(() => {
          if (this.isPaused) this.site.events.push(`resume ${this.name}`);
          this.isPaused = false;
          if (this.losesAnswer) throw new Error('connection lost');
        }),
      inHand: () =>
        answer(() => ({
          count: this.isCounted ? this.inHand : null,
          jobs: this.inHand > 0 ? [{ name: 'send', id: '1', since: 1, by: 'host 1' }] : [],
          waiting: this.waiting,
          stopped: this.stopped,
        })),
      begunAfter: (moment) => answer(() => this.begun.filter(({ since }) => since > moment)),
    };
  }
}

export class ModelDatabase {
  standing: DatabaseStanding = {
    state: 'open',
    tables: [],
    bookkeeping: [],
    leftOut: [],
    closedAt: null,
    closedBy: null,
    reason: null,
  };
  transactions: string[] = [];
  problem: string | null = null;
  answersToLose = 0;
  holes: string[] = [];
  writes: SeenWrite[] = [];
  watchProblem: string | null = null;

  readonly site: ModelSite;
  readonly name: string;
  readonly tables: Readonly<Record<string, readonly string[]>>;

  constructor(site: ModelSite, name: string, tables: Readonly<Record<string, readonly string[]>>) {
    this.site = site;
    this.name = name;
    this.tables = tables;
  }

  seenBy(mortal: Mortal): GuardedDatabase {
    const answer = <Result>(work: () => Result): Promise<Result> =>
      mortal(() => {
        if (this.problem !== null) throw new Error(this.problem);
        return losing(this, work());
      });
    return {
      name: this.name,
      status: () => answer(() => ({ ...this.standing })),
      verify: () =>
        answer(() =>
          this.holes.map(
            (message) => ({ kind: 'unguarded', object: 'table', message, isHole: true }) as const,
          ),
        ),
      close: ({ reason, tables }) =>
        answer(() => {
          this.site.events.push(`close ${this.name}${tables.length === 0 ? '' : ` ${tables.join(' ')}`}`);
          this.standing = { ...this.standing, state: 'closing', tables, reason, closedBy: 'conductor' };
        }),
      drain: ({ onProgress, endSessions }) =>
        answer(() => {
          if (endSessions) this.transactions = [];
          onProgress(this.transactions);
          if (this.transactions.length > 0) return this.transactions;
          // As the guard of PostgreSQL: nothing is drained by which writes can pass.
          if (this.holes.length > 0 && this.standing.state === 'closing') return [];
          if (this.standing.state === 'closing') this.site.events.push(`drained ${this.name}`);
          this.standing = { ...this.standing, state: 'closed' };
          return [];
        }),
      open: () =>
        answer(() => {
          if (this.standing.state !== 'open') this.site.events.push(`open ${this.name}`);
          this.standing = { ...this.standing, state: 'open', tables: [], reason: null, closedBy: null };
        }),
      watch: () =>
        answer(() => {
          if (this.watchProblem !== null) throw new Error(this.watchProblem);
          return {
            since: this.standing.state === 'closed' ? 1 : null,
            at: 1,
            tables: 2,
            notWatched: [],
            writes: this.writes,
            wroteBeforeClosing: [],
            refusals: { count: 0, writers: [] },
            sessions: [],
            transactionIds: 0,
            walBytes: 0,
          };
        }),
      release: async () => undefined,
    };
  }
}

function losing<Result>(part: { answersToLose: number }, result: Result): Result {
  if (part.answersToLose === 0) return result;
  part.answersToLose -= 1;
  throw new Error('connection lost');
}

/** Fails with what stood when it did not come in time. */
export async function until(site: ModelSite, holds: () => boolean, what: string): Promise<void> {
  const begun = performance.now();
  while (!holds()) {
    if (performance.now() - begun > 20_000) {
      throw new Error(
        `${what} did not come.\n${JSON.stringify({ stored: site.stored, events: site.events, errors: site.errors.map(String) }, null, 2)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
