import type { SignInTrial, Switch, Transition, TransitionPart } from '@portcullis/gate';
import type { StoppedJobs } from '../workers/worker.ts';
import { carryOutOnDatabase, carryOutOnWorker, failedSeen, type Outcome } from './carry-out.ts';
import type { ConductorOptions } from './conductor-options.ts';
import type { Facts } from './facts.ts';
import type { KeptTransition } from './kept-transition.ts';
import { partOf, withPart } from './parts.ts';
import { keyOf, type PartKey, type Seen, unseen } from './seen.ts';
import { type SignInMoment, withTrial } from './signing-in.ts';
import { createTaskRunner } from './task-runner.ts';
import type { PartWork, Task } from './tasks.ts';

/** Does what the plan says, one thing at a time for each part, and keeps in memory what was found. */
export interface Carrier {
  start(task: Task, current: Switch): void;
  found(): Pick<Facts, 'seen' | 'triesSignIn' | 'openingLost'>;
  isBusy(): boolean;
  /** Nothing is stopped any more. */
  forget(): void;
  /** Another change is to be stored than before. */
  forgetOpening(): void;
  close(): Promise<void>;
}

export interface CarrierOptions extends Pick<ConductorOptions, 'workers' | 'databases' | 'site' | 'onError'> {
  readonly kept: KeptTransition;
  /** The store's clock. */
  readonly now: () => number;
  /** Called after each thing that was done or failed. */
  readonly onEnd: () => void;
}

export function createCarrier(options: CarrierOptions): Carrier {
  const { workers, databases, site, onError, kept, now, onEnd } = options;
  const seen = new Map<string, Seen>();
  const runner = createTaskRunner(() => performance.now());
  let openingLost = false;

  function startPart(key: PartKey, work: PartWork, { everyMs, reason }: PartTaskOptions): void {
    const name = keyOf(key);
    const change = (how: (before: Seen) => Seen) => seen.set(name, how(seen.get(name) ?? unseen));
    runner.start(name, {
      kind: work.do,
      everyMs,
      async work(signal) {
        const transition = kept.current();
        const part = transition ? partOf(transition, key) : null;
        // A process that slept may have lost its lease: what it meant to do is another one's to do.
        if (part === null || !kept.isOurs()) return 'done';
        const context = {
          part,
          work,
          seen: seen.get(name) ?? unseen,
          now,
          reason,
          onSeen: change,
          onStopped: (jobs: readonly StoppedJobs[]) => site.jobsStopped(part.name, jobs),
          signal,
        };
        // A part of it may go on although this fails: should it be stopped again, it is asked to stop once more.
        if (work.do === 'resume' && part.did === 'stopped')
          await kept.update((latest) => latest && withPart(latest, part, { did: 'nothing' }));
        const outcome = await carryOut(part, context);
        change(outcome.seen);
        const { stored } = outcome;
        if (stored !== null) await kept.update((latest) => latest && stored(latest));
        return outcome.isSlow ? 'slow' : 'done';
      },
      onFailure: (error) => change(failedSeen(key, error)),
      onEnd,
    });
  }

  function carryOut(part: TransitionPart, context: Parameters<typeof carryOutOnWorker>[1]): Promise<Outcome> {
    const worker = workers.find((one) => part.kind === 'worker' && one.worker.name === part.name);
    if (worker !== undefined) return carryOutOnWorker(worker.worker, context);
    const database = databases.find((one) => part.kind === 'database' && one.database.name === part.name);
    if (database !== undefined) return carryOutOnDatabase(database.database, context);
    return Promise.reject(new Error('the configuration does not name it any more'));
  }

  /** A trial that breaks down says nothing, and is no reason to wait for ever. */
  async function trySignIn(moment: SignInMoment): Promise<SignInTrial> {
    try {
      return (await site.trySignIn?.(moment)) ?? { outcome: 'unreachable', detail: 'nobody tries' };
    } catch (error) {
      onError(error);
      return { outcome: 'unreachable', detail: error instanceof Error ? error.message : String(error) };
    }
  }

  function startOwn(
    key: Exclude<Task['kind'], 'part'>,
    work: () => Promise<void>,
    { kind, everyMs }: OwnTaskOptions = { kind: key, everyMs: 100 },
  ): void {
    runner.start(key, {
      kind,
      everyMs,
      work: () => (kept.isOurs() ? work() : Promise.resolve()).then(() => 'done' as const),
      onFailure: onError,
      onEnd,
    });
  }

  return {
    start(task, { reason }) {
      switch (task.kind) {
        case 'part':
          startPart(task.part, task.work, { everyMs: task.everyMs, reason });
          break;
        case 'change-switch':
          startOwn(task.kind, async () => {
            const opening = kept.current()?.opening ?? null;
            if (opening !== null) openingLost = (await site.changeSwitch(opening)) === 'lost';
          });
          break;
        case 'cut-requests':
          startOwn(task.kind, () => site.cutRequests());
          break;
        case 'end-worker-calls':
          startOwn(task.kind, () => site.endWorkerCalls());
          break;
        case 'try-sign-in':
          startOwn(
            task.kind,
            async () => {
              const { moment } = task;
              const begun = kept.current();
              const trial = await trySignIn(moment);
              // Of a window that has ended meanwhile, or from before somebody had it all tried again, it says nothing.
              const isAsked = (latest: Transition) =>
                latest.startedAt === begun?.startedAt && latest.signIn === begun.signIn;
              await kept.update((latest) =>
                latest !== null && isAsked(latest) ? withTrial(latest, moment, trial) : latest,
              );
            },
            { kind: `${task.kind} ${task.moment}`, everyMs: task.everyMs },
          );
          break;
      }
    },
    found: () => ({ seen, triesSignIn: site.trySignIn !== null, openingLost }),
    isBusy: () => runner.isBusy(),
    forget() {
      seen.clear();
      openingLost = false;
    },
    forgetOpening() {
      openingLost = false;
    },
    async close() {
      await runner.close();
      await Promise.all(databases.map(({ database }) => database.release().catch(onError)));
    },
  };
}

interface OwnTaskOptions {
  /** One kind is not repeated before `everyMs` have passed. */
  readonly kind: string;
  readonly everyMs: number;
}

interface PartTaskOptions {
  readonly everyMs: number;
  readonly reason: string;
}
