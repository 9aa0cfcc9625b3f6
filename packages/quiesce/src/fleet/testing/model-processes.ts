import type { ProcessReported, ProcessToRemove, StoredProcess, StoredProcesses } from '@portcullis/gate';
import type { Wanted } from '../fleet-messages.ts';
import {
  createSharedProcesses,
  type FleetMemory,
  type SharedProcesses,
  type Wishes,
} from '../shared-processes.ts';

/** The list of a store that servers share, as `serverStoreConformance` asks for it. */
export class ModelProcesses {
  readonly #rows = new Map<string, Omit<StoredProcess, 'said'> & { readonly said: string | null }>();
  /** Of the store. */
  nowMs: () => number = () => 1_000_000;
  order = 0;
  wanted: Wanted = 'running';

  /** As one server reaches it. `isAway` of that server alone. */
  seenBy(server: { isAway: boolean }, wishes: () => Wishes = () => this.wishes()): FleetMemory {
    const answer = async <Result>(work: () => Result): Promise<Result> => {
      if (server.isAway) throw new Error('the store is away');
      return work();
    };
    return {
      report: (reports) => answer(() => this.#report(reports)),
      list: () => answer(() => this.list()),
      remove: (process) => answer(() => this.remove(process)),
      wishes: () => answer(wishes),
    };
  }

  /** Where nobody conducts: what a test wants. */
  want(wanted: Wanted): void {
    this.wanted = wanted;
    this.order += 1;
  }

  wishes(): Wishes {
    const { wanted, order } = this;
    return { isIdle: wanted === 'running', order, wantedOf: () => wanted };
  }

  list(): StoredProcesses {
    const processes = [...this.#rows.values()].flatMap(({ said, ...row }) =>
      said === null ? [] : [{ ...row, said }],
    );
    return { now: this.nowMs(), processes };
  }

  remove({ worker, id, seenAt }: ProcessToRemove): boolean {
    const row = this.#rows.get(`${worker} ${id}`);
    if (row === undefined || row.said === null || (seenAt !== undefined && row.seenAt > seenAt)) return false;
    this.#rows.set(`${worker} ${id}`, { ...row, said: null, seenAt: this.nowMs() });
    return true;
  }

  #report(reports: readonly ProcessReported[]): void {
    for (const { worker, id, instance, agoMs, said } of reports) {
      const seenAt = this.nowMs() - Math.round(agoMs);
      const row = this.#rows.get(`${worker} ${id}`);
      if (row !== undefined && row.seenAt >= seenAt && row.seenAt <= this.nowMs()) continue;
      const joinedAt = row === undefined || row.said === null ? seenAt : row.joinedAt;
      this.#rows.set(`${worker} ${id}`, { worker, id, instance, said, seenAt, joinedAt });
    }
  }
}

export interface ModelServer {
  readonly shared: SharedProcesses;
  readonly state: { isAway: boolean };
}

export interface ModelServerOptions {
  readonly instance?: string;
  readonly host?: string;
  readonly isAlive?: (processId: number) => boolean;
  readonly monotonicMs?: () => number;
  readonly wishes?: () => Wishes;
}

/** A server to which processes report. */
export function serverOn(store: ModelProcesses, options: ModelServerOptions = {}): ModelServer {
  const { instance = 'server-1', host = 'one', isAlive = () => true, monotonicMs, wishes } = options;
  const state = { isAway: false };
  const shared = createSharedProcesses({
    memory: store.seenBy(state, wishes),
    instance,
    host,
    isAlive,
    readReport: (said) => (said.startsWith('{') ? JSON.parse(said) : null),
    onProblem: () => undefined,
    ...(monotonicMs && { monotonicMs }),
  });
  return { shared, state };
}
