import {
  type Actor,
  type Gate,
  PortcullisError,
  type ServerStore,
  type SignInTrial,
  type Switch,
} from '@portcullis/gate';
import { type Conductor, createConductor, type SignInMoment } from '@portcullis/quiesce/conductor';
import type { ProcessRegistry } from '@portcullis/quiesce/fleet';
import { createCommandWorker } from '@portcullis/quiesce/workers';
import type { StillnessConfig } from '../config/stillness-config.ts';
import type { StoreConfig } from '../config/store-config.ts';
import type { SwitchReader } from '../control/switch-reader.ts';
import { createGuardedDatabase } from '../databases/guarded-database.ts';
import type { Logger } from '../observe/logger.ts';
import { changeSwitch } from '../switching/change-switch.ts';
import { openingRequest } from '../switching/opening-request.ts';
import { readEnforcement } from '../switching/read-enforcement.ts';
import { createIdleLook, type IdleLook } from './idle-look.ts';
import { createLazyWorker } from './lazy-worker.ts';
import { openFleets } from './open-fleets.ts';
import { createSignInTrials } from './sign-in/create-sign-in-trials.ts';
import { tellAlarms } from './tell-alarms.ts';
import { createTransitionMemory } from './transition-memory.ts';

export interface ConductSiteOptions {
  readonly gate: Gate;
  readonly store: ServerStore;
  readonly readSwitch: SwitchReader;
  readonly config: StillnessConfig;
  /** Where `store` lies. */
  readonly storeConfig: StoreConfig;
  readonly logger: Logger;
  readonly upstream: URL;
  /** As people reach the site. */
  readonly publicOrigin: () => string;
}

/** What stops beyond the switch, and who stops it. */
export interface ConductedStillness {
  readonly conductor: Conductor;
  /** Of processes that join, by name. */
  readonly fleets: ReadonlyMap<string, ProcessRegistry>;
  readonly idle: IdleLook;
  close(): Promise<void>;
}

/** Nothing was found in hand for so long: a job between two looks would have to be shorter. */
const quietMs = 250;

/** Null where nothing is declared: the switch is all there is. */
export function conductSite(options: ConductSiteOptions): ConductedStillness | null {
  const { gate, store, readSwitch, config, logger } = options;
  const { databases, workers, deadlinesMs, onTimeout } = config;
  if (databases.length + workers.length === 0) return null;
  const guarded = databases.map((database) => ({
    database: createGuardedDatabase(database, options.storeConfig),
    tables: database.tables,
  }));
  const signIn =
    config.signIn === null
      ? null
      : createSignInTrials({
          config: config.signIn,
          upstream: options.upstream,
          publicOrigin: options.publicOrigin,
          databases: guarded.map(({ database }) => database),
          onTrial: (moment, { outcome, detail }) => logTrial(logger, moment, { outcome, detail }),
        });
  const fleets = openFleets({
    gate,
    store,
    readSwitch,
    workers,
    wantedBy: (modes) => conductor.wantedBy(modes),
    logger,
  });
  const made = workers.map(({ name, areas, source }) => {
    if (source.kind === 'connect')
      return { worker: createLazyWorker({ name, connect: source.connect }), areas };
    if (source.kind === 'command') return { worker: createCommandWorker({ name, ...source.command }), areas };
    const fleet = fleets.registries.get(name);
    if (fleet === undefined) throw new Error(`Expected the processes of ${name} to be declared.`);
    return { worker: fleet, areas };
  });
  const conductor: Conductor = createConductor({
    id: gate.instance.id,
    workers: made,
    databases: guarded,
    memory: createTransitionMemory({
      gate,
      store,
      conductorId: gate.instance.id,
      isDeclared: (part) =>
        (part.kind === 'worker' ? workers : databases).some(({ name }) => name === part.name),
    }),
    site: {
      readSwitch,
      async requests() {
        const { instances, enforcement } = await readEnforcement({ gate, store, readSwitch });
        fleets.noteInstances(instances);
        return enforcement;
      },
      async changeSwitch({ request, expectedEpoch, kind, isRollBack }) {
        const { switch: current } = await store.switch.read(gate.site);
        if (current.epoch !== expectedEpoch) return 'lost';
        try {
          await changeSwitch({
            gate,
            store,
            current,
            request,
            kind,
            facts: isRollBack ? { isRollBack } : {},
          });
          return 'changed';
        } catch (error) {
          if (isConflict(error)) return 'lost';
          throw error;
        }
      },
      async endWorkerCalls() {
        const { switch: current } = await store.switch.read(gate.site);
        if (current.draining.length === 0) return;
        await changeSwitch({
          gate,
          store,
          current,
          request: { ...current, draining: [] },
          kind: 'switch.drained',
          by: conductorActor,
          facts: { workers: current.draining },
        }).catch((error: unknown) => {
          if (!isConflict(error)) throw error;
        });
      },
      jobsStopped(worker, jobs) {
        const counted = (what: 'held' | 'skipped') =>
          Object.fromEntries(jobs.filter((one) => one[what] > 0).map((one) => [one.name, one[what]]));
        gate.audit.enqueue({
          kind: 'jobs.stopped',
          actor: 'system:conductor',
          data: { worker, held: counted('held'), skipped: counted('skipped') },
        });
      },
      async cutRequests() {
        const cut = gate.cutWrites();
        if (cut > 0)
          logger.warn({ cut }, 'writes that had begun before the window were cut: their time was over');
      },
      trySignIn: signIn?.trySignIn ?? null,
    },
    rules: { deadlinesMs, onTimeout, quietMs, rollBackRequest },
    onError: (error) =>
      logger.error({ error }, 'carrying a change of the switch out failed; it is tried again'),
  });
  const idle = createIdleLook({
    conductor,
    databases: guarded.map(({ database }) => database),
    workers: made.map(({ worker }) => worker),
    isIdle: () => conductor.wantedBy(gate.view().snapshot.switch).stops.length === 0,
    logger,
  });
  const unsubscribe = gate.subscribe(() => {
    conductor.wake();
    fleets.wake();
  });
  const stopTelling = tellAlarms({ conductor, gate, logger });
  return {
    conductor,
    fleets: fleets.registries,
    idle,
    async close() {
      unsubscribe();
      await idle.close();
      stopTelling();
      await conductor.close();
      await fleets.close();
      signIn?.close();
      await Promise.all(
        made.map(({ worker }) =>
          worker
            .close?.()
            .catch((error: unknown) => logger.error({ error }, 'a worker could not be released')),
        ),
      );
    },
  };
}

function logTrial(logger: Logger, moment: SignInMoment, { outcome, detail }: SignInTrial): void {
  if (outcome === 'works') logger.info({ moment, detail }, 'signing in was tried, and works');
  else logger.warn({ moment, outcome, detail }, 'signing in was tried, and did not work');
}

function rollBackRequest(current: Switch, details: readonly string[]) {
  return openingRequest(current, {
    reason: `turning on was taken back: ${details.join('; ')}`.slice(0, longestReason),
    actor: conductorActor,
  });
}

const conductorActor: Actor = { kind: 'system', name: 'conductor' };

function isConflict(error: unknown): boolean {
  return error instanceof PortcullisError && error.code === 'PORTCULLIS_SWITCH_CONFLICT';
}

const longestReason = 500;
