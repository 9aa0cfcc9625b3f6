import type { FleetAnswer, ProcessReport } from '../../fleet/fleet-messages.ts';
import { type JoinedFleet, joinFleet } from '../../fleet/join-fleet.ts';
import { createProcessRegistry, type ProcessRegistry } from '../../fleet/process-registry.ts';
import type { SharedProcesses } from '../../fleet/shared-processes.ts';
import { ModelProcesses, serverOn } from '../../fleet/testing/model-processes.ts';
import { wantedOf } from '../../fleet/wanted-of.ts';
import type { Worker } from '../../workers/worker.ts';
import type { Conductor } from '../conductor.ts';
import type { ModelSite } from './model-site.ts';

/** Servers that share a store, and processes of the application that report to one or several of them. */
export class ModelFleet {
  readonly site: ModelSite;
  readonly store = new ModelProcesses();
  readonly servers: ModelFleetServer[] = [];
  readonly processes: ModelProcess[] = [];
  #started = 0;

  constructor(site: ModelSite) {
    this.site = site;
    this.store.nowMs = () => Date.now();
  }

  startServer(place: number): void {
    this.#started += 1;
    this.servers[place] = new ModelFleetServer(this, `server-${place}-${this.#started}`);
  }

  startProcess(reportsTo: readonly number[], host: string): void {
    this.#started += 1;
    this.processes.push(new ModelProcess(this, { processId: this.#started, reportsTo, host }));
  }

  isAlive(processId: number): boolean {
    return this.processes.some((one) => one.processId === processId && one.isAlive);
  }

  /** As instances are listed: one that is silent for as long as its lease, and a second more. */
  unheardBy(server: ModelFleetServer): readonly string[] {
    return this.servers
      .filter((one) => one !== server && one.lostAtMs !== null && Date.now() - one.lostAtMs > 6_000)
      .map(({ id }) => `${id} is silent`);
  }

  close(): void {
    for (const process of this.processes) process.kill();
    for (const server of this.servers) server.kill();
  }
}

export class ModelFleetServer {
  readonly id: string;
  readonly registry: ProcessRegistry;
  readonly conductor: Conductor;
  readonly #fleet: ModelFleet;
  readonly #shared: SharedProcesses;
  readonly #state: { isAway: boolean };
  /** Since when it does not reach the store. */
  lostAtMs: number | null = null;
  isKilled = false;

  constructor(fleet: ModelFleet, id: string) {
    const { site, store } = fleet;
    this.id = id;
    this.#fleet = fleet;
    const { shared, state } = serverOn(store, {
      instance: id,
      isAlive: (processId) => fleet.isAlive(processId),
      wishes: () => {
        const { transition, version } = site.stored;
        const { stops } = this.conductor.wantedBy(site.switch);
        return {
          isIdle: transition === null && stops.length === 0,
          order: site.switch.epoch + version,
          wantedOf: (worker) =>
            wantedOf(
              worker,
              transition,
              stops.some(({ name }) => name === worker),
            ),
        };
      },
    });
    this.#shared = shared;
    this.#state = state;
    this.registry = createProcessRegistry({
      name: 'jobs',
      least: 0,
      shared,
      unheardServers: () => fleet.unheardBy(this),
    });
    this.conductor = site.conductor(id, {
      workers: [{ worker: this.registry, areas: null }],
      tickMs: 50,
      idleTickMs: 200,
      leaseMs: 1_000,
    });
  }

  report(report: ProcessReport): FleetAnswer {
    if (this.isKilled) throw new Error('connection refused');
    return { ...this.registry.report(report), token: null };
  }

  cutOff(): void {
    this.#state.isAway = true;
    this.lostAtMs ??= Date.now();
    this.#fleet.site.cutOff.add(this.id);
  }

  heal(): void {
    if (this.isKilled) return;
    this.#state.isAway = false;
    this.lostAtMs = null;
    this.#fleet.site.cutOff.delete(this.id);
  }

  /** Nothing that it knew is told to anybody any more. */
  kill(): void {
    this.cutOff();
    this.isKilled = true;
    void this.#shared.close();
    void this.conductor.close();
  }
}

export interface ModelProcessOptions {
  readonly processId: number;
  /** Which servers, in turn: whatever stands in front of them chooses. */
  readonly reportsTo: readonly number[];
  readonly host: string;
}

export class ModelProcess {
  readonly processId: number;
  reportsTo: readonly number[];
  isAlive = true;
  isPaused = false;
  inHand = 0;
  readonly #joined: JoinedFleet;
  #sent = 0;

  constructor(fleet: ModelFleet, { processId, reportsTo, host }: ModelProcessOptions) {
    this.processId = processId;
    this.reportsTo = reportsTo;
    this.#joined = joinFleet({
      name: 'jobs',
      workers: [this.#worker()],
      onProblem: () => undefined,
      send: (report) => {
        // Whoever is dead neither asks nor hears.
        if (!this.isAlive) return new Promise(() => {});
        this.#sent += 1;
        const place = this.reportsTo[this.#sent % this.reportsTo.length] ?? 0;
        const server = fleet.servers[place];
        if (server === undefined) throw new Error('no server');
        return Promise.resolve(server.report({ ...report, host, processId }));
      },
    });
  }

  kill(): void {
    this.isAlive = false;
    this.inHand = 0;
  }

  async leave(): Promise<void> {
    await this.#joined.leave();
    this.kill();
  }

  #worker(): Worker {
    return {
      name: 'mails',
      capabilities: { reaches: 'process', counts: 'process', isPersisted: false },
      state: async () => (this.isPaused ? 'paused' : 'running'),
      pause: async () => {
        this.isPaused = true;
        return Date.now();
      },
      resume: async () => {
        this.isPaused = false;
      },
      inHand: async () => ({ count: this.inHand, jobs: [], waiting: 0 }),
      begunAfter: async () => [],
    };
  }
}
