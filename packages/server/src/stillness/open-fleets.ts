import type { Gate, ServerStore, StoredInstance } from '@portcullis/gate';
import type { Conductor } from '@portcullis/quiesce/conductor';
import {
  createProcessRegistry,
  createSharedProcesses,
  type ProcessRegistry,
  type Wishes,
  wantedOf,
} from '@portcullis/quiesce/fleet';
import type { WorkerConfig } from '../config/stillness-config.ts';
import { readProcessReport } from '../control/api/worker-routes.ts';
import type { SwitchReader } from '../control/switch-reader.ts';
import type { Logger } from '../observe/logger.ts';
import { describeUnheard } from './describe-unheard.ts';

export interface OpenFleetsOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'processes' | 'transitions' | 'instances'>;
  readonly readSwitch: SwitchReader;
  readonly workers: readonly WorkerConfig[];
  readonly wantedBy: Conductor['wantedBy'];
  readonly logger: Logger;
}

/** The processes of the application, whichever server of the site they report to. */
export interface Fleets {
  /** By the name of their worker. */
  readonly registries: ReadonlyMap<string, ProcessRegistry>;
  /** Told of the servers that there are. */
  noteInstances(instances: readonly StoredInstance[]): void;
  /** Something was switched: what is wanted is read anew. */
  wake(): void;
  close(): Promise<void>;
}

/** While nobody asks for them. */
const instancesEveryMs = 2_000;

export function openFleets(options: OpenFleetsOptions): Fleets {
  const { gate, store, readSwitch, workers, logger } = options;
  const { site } = gate;
  const registries = new Map<string, ProcessRegistry>();
  let unheard: readonly string[] = [];
  let instancesMs = Number.NEGATIVE_INFINITY;

  function noteInstances(instances: readonly StoredInstance[]): void {
    instancesMs = performance.now();
    unheard = describeUnheard(instances, gate.instance.id);
  }

  async function wishes(): Promise<Wishes> {
    if (performance.now() - instancesMs >= instancesEveryMs) noteInstances(await store.instances.list(site));
    const [{ switch: current }, { transition, version }] = await Promise.all([
      readSwitch(),
      store.transitions.read(site),
    ]);
    const { stops } = options.wantedBy(current);
    return {
      isIdle: transition === null && stops.length === 0,
      // Each grows, and what is wanted changes with none but these.
      order: current.epoch + version,
      wantedOf: (worker) =>
        wantedOf(
          worker,
          transition,
          stops.some(({ kind, name }) => kind === 'worker' && name === worker),
        ),
    };
  }

  const declared = workers.flatMap(({ name, source }) =>
    source.kind === 'processes' ? [{ name, least: source.least }] : [],
  );
  if (declared.length === 0) {
    return {
      registries,
      noteInstances: () => undefined,
      wake: () => undefined,
      close: async () => undefined,
    };
  }
  const shared = createSharedProcesses({
    memory: {
      report: (reports) => store.processes.report(site, reports),
      list: () => store.processes.list(site),
      remove: (process) => store.processes.remove(site, process),
      wishes,
    },
    instance: gate.instance.id,
    host: gate.instance.host,
    isAlive,
    readReport: readProcessReport,
    onProblem(error) {
      if (error === null) logger.info({}, 'servers tell each other of processes of the application again');
      else logger.warn({ error }, 'processes of the application that report here are not known elsewhere');
    },
  });
  for (const { name, least } of declared) {
    registries.set(name, createProcessRegistry({ name, least, shared, unheardServers: () => unheard }));
  }
  return { registries, noteInstances, wake: shared.wake, close: shared.close };
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // There is one, of another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
