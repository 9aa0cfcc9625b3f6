import type { Opening, SignInTrial, StoredTransition, Switch, Transition } from '@portcullis/gate';
import type { StoppedJobs, Worker } from '../workers/worker.ts';
import type { Decided } from './decision.ts';
import type { RequestFacts } from './facts.ts';
import type { GuardedDatabase } from './guarded-database.ts';
import type { Rules } from './rules.ts';
import type { SignInMoment } from './signing-in.ts';

export interface ConductorOptions {
  /** Of this process; another one is told by it who conducts. */
  readonly id: string;
  readonly workers: readonly {
    readonly worker: Worker;
    readonly areas: readonly string[] | null;
  }[];
  readonly databases: readonly {
    readonly database: GuardedDatabase;
    readonly tables: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly memory: ConductorMemory;
  readonly site: ConductedSite;
  readonly rules: Rules;
  /** What went wrong in the conductor itself; what a part did wrong is in its report. */
  readonly onError: (error: unknown) => void;
  /** How often to look while something is on its way. @default 100 */
  readonly tickMs?: number;
  /** How often to look otherwise. @default 1000 */
  readonly idleTickMs?: number;
  /** @default 5000 */
  readonly leaseMs?: number;
  /** Milliseconds that never go back. @default performance.now */
  readonly monotonicMs?: () => number;
}

/** Where progress is kept: whoever takes over reads it there. */
export interface ConductorMemory {
  read(): Promise<StoredTransition>;
  /** False while another process conducts; `over` is a lease of it that is taken over as long as it stands exactly so. */
  claim(leaseMs: number, over?: StandingLease): Promise<boolean>;
  release(): Promise<void>;
  write(write: MemoryWrite): Promise<'written' | 'conflict' | 'not-conductor'>;
}

export type StandingLease = NonNullable<StoredTransition['conductor']>;

export interface MemoryWrite {
  readonly expectedVersion: number;
  readonly before: Transition | null;
  readonly after: Transition | null;
  /** What somebody decided; null = it came about by itself. */
  readonly decided: Decided | null;
}

/** The switch and the requests, as the conductor needs them. */
export interface ConductedSite {
  readSwitch(): Promise<{ readonly switch: Switch; readonly now: number }>;
  requests(): Promise<RequestFacts>;
  /** Stores a change that waited for the guards. `lost`: the switch was changed by somebody else meanwhile. */
  changeSwitch(opening: Opening): Promise<'changed' | 'lost'>;
  /**
   * Stores that no worker is being drained any more: the calls of its jobs are refused like any other's. Somebody who changed the switch
   * meanwhile wins; it is asked for again.
   */
  endWorkerCalls(): Promise<void>;
  /** Told of the jobs that came while a worker was paused, when it goes on. */
  jobsStopped(worker: string, jobs: readonly StoppedJobs[]): void;
  /** Ends the requests that were let in before the switch. */
  cutRequests(): Promise<void>;
  /**
   * Signs in and reads as people do; null = there is nobody to try. `opened`: nobody could while databases were closed, and what
   * they refused can be found out.
   */
  readonly trySignIn: ((moment: SignInMoment) => Promise<SignInTrial>) | null;
}
