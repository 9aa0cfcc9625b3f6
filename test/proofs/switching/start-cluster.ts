import { join } from 'node:path';
import type { Mode } from '@portcullis/gate';
import { type ControlClient, createControlClient } from 'portcullis';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../../support/gate-process.ts';
import { sendRequest } from '../../support/send-request.ts';
import { type Relay, startRelay } from '../../support/start-relay.ts';
import { pause } from '../proof.ts';
import { type HistoryLine, nowMs, readHistory, writeHistory } from './history.ts';
import { type JudgedHistory, judgeHistory } from './judge-history.ts';
import { type LoadTally, targetOf } from './load-orders.ts';
import { readRecords } from './read-records.ts';
import { startLoad } from './start-load.ts';
import { type RunningStore, type StoreKind, startStore } from './start-store.ts';

/** The defaults of the program: a proof does not bend what it proves. */
export const leaseMs = 5_000;
/** A poll takes a second, and each has its report. */
const reportedWithinMs = 2_000;

export type OnStoreLost = 'keep' | 'read-only' | 'closed';

export interface ClusterOptions {
  readonly store: StoreKind;
  readonly onStoreLost: OnStoreLost;
  readonly requestsPerSecond: number;
  /** @default 3 */
  readonly instances?: number;
  /** A module that each instance loads before the program. */
  readonly preload?: string | null;
  /** What an instance is started from, asked each time. @default the working tree */
  readonly programOf?: (instance: number) => string;
  /** False where instances are stopped with requests in their hands. @default true */
  readonly judgesInFlight?: boolean;
}

/** What an instance tells of the site. */
export interface Told {
  readonly epoch: number;
  readonly mode: Mode;
  readonly enforced: boolean;
  readonly missing: readonly string[];
}

/** Several real servers on one real store, under load; everything that happens is written down. */
export interface Cluster {
  readonly store: RunningStore;
  readonly onStoreLost: OnStoreLost;
  readonly relays: readonly Relay[];
  /** Between instances and what tells them of changes: a hint, never needed. Nothing goes through them where the store is Redis. */
  readonly hints: readonly Relay[];
  /** Null while it is not there. */
  readonly gates: readonly (GateProcess | null)[];
  write(line: HistoryLine): void;
  /** What an instance says now; null when it does not answer. Written down. */
  ask(instance: number): Promise<Told | null>;
  /** Asks for a mode; never rejects. Written down. */
  turn(
    mode: Mode,
    instance: number,
  ): Promise<{ readonly epoch: number | null; readonly problem: string | null }>;
  /** Sends one write of its own through an instance; true when it passed. */
  writesThrough(instance: number): Promise<boolean>;
  kill(instance: number): Promise<void>;
  terminate(instance: number): Promise<void>;
  start(instance: number): Promise<void>;
  control(instance: number): ControlClient;
  /** Sends nothing for as long as all need to report that nothing runs; returns what sends on. */
  fallQuiet(): Promise<() => void>;
  /** Judges what was written down until now. */
  judge(): Promise<Judged>;
  /** The ids of all requests that reached the application until now. */
  arrived(): Promise<readonly string[]>;
  /** Sends nothing more, judges all of it and ends. */
  finish(): Promise<Judged>;
  /** Ends all of it. Idempotent. */
  stop(): Promise<void>;
}

export interface Judged extends JudgedHistory {
  readonly tally: LoadTally;
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { onStoreLost, requestsPerSecond, instances = 3, preload = null, judgesInFlight = true } = options;
  const numbers = Array.from({ length: instances }, (_, index) => index);
  const folder = temporaryDirectory();
  const [store, load] = await Promise.all([startStore(options.store), startLoad()]);
  const relays = await Promise.all(numbers.map(() => startRelay(store.port())));
  const hints = await Promise.all(numbers.map(() => startRelay(store.port())));
  const states = numbers.map(temporaryDirectory);
  const controls = states.map(({ path }) =>
    createControlClient({ stateDirectory: path, site: 'default', timeoutMs: 20_000 }),
  );
  const gates: (GateProcess | null)[] = numbers.map(() => null);
  const files = [join(folder.path, 'load.ndjson'), join(folder.path, 'operators.ndjson')];
  const history = writeHistory(files[1] ?? '');
  let asked = 0;
  let stopping: Promise<void> | null = null;

  function tellPorts(): void {
    load.tell({ kind: 'ports', ports: gates.map((gate) => gate?.port ?? null) });
  }

  async function start(instance: number): Promise<void> {
    const place = store.placeAt(relays[instance]?.port ?? 0);
    const listen = store.placeAt(hints[instance]?.port ?? 0);
    gates[instance] = await startGateProcess({
      config: {
        upstream: `http://127.0.0.1:${load.applicationPort}`,
        console: false,
        store: { kind: store.kind, place, ...(store.kind === 'postgres' && { listen }) },
        policy: { onStoreLost },
        timeouts: { drainMs: 1_000 },
      },
      stateDirectory: states[instance]?.path ?? '',
      environment: { PORTCULLIS_SECRET: Buffer.alloc(32, 'switching').toString('base64url') },
      preload,
      ...(options.programOf && { program: options.programOf(instance) }),
    });
    tellPorts();
  }

  async function end(instance: number, how: 'kill' | 'stop'): Promise<void> {
    const gate = gates[instance];
    gates[instance] = null;
    // Visitors go on until the connection breaks, as behind a balancer that has not noticed.
    await gate?.[how]();
    tellPorts();
  }

  const control = (instance: number): ControlClient => {
    const found = controls[instance];
    if (found === undefined) throw new Error(`there is no instance ${instance}`);
    return found;
  };

  async function stopAll(): Promise<void> {
    await load.stop();
    history.close();
    for (const instance of numbers) {
      const gate = gates[instance];
      if (!gate) continue;
      process.kill(gate.processId, 'SIGCONT');
      await gate.kill();
    }
    await Promise.all([...relays, ...hints].map((relay) => relay.stop()));
    await store.stop();
    for (const state of states) state.remove();
    folder.remove();
  }

  const cluster: Cluster = {
    store,
    onStoreLost,
    relays,
    hints,
    gates,
    write: (line) => history.write(line),
    async ask(instance) {
      const askedMs = nowMs();
      try {
        const { switch: of, enforcement } = await control(instance).get<Status>('/status');
        const { epoch, mode } = of;
        const { enforced, missing } = enforcement;
        history.write({ kind: 'claim', instance, askedMs, endedMs: nowMs(), epoch, mode, enforced });
        return { epoch, mode, enforced, missing };
      } catch {
        return null;
      }
    },
    async turn(mode, instance) {
      asked += 1;
      const reason = `change ${asked}`;
      const body = { reason, actor: `operator ${instance}`, force: true, anyway: true };
      const askedMs = nowMs();
      const tell = (outcome: 'done' | 'refused' | 'unknown', epoch: number | null) =>
        history.write({
          kind: 'change',
          reason,
          instance,
          mode,
          askedMs,
          endedMs: nowMs(),
          outcome,
          epoch,
        });
      try {
        const client = control(instance);
        const { switch: now } =
          mode === 'open'
            ? await client.post<Status>('/off', body)
            : await client.post<Status>('/on', { ...body, mode });
        // One that changed nothing, because the site is open already, shows another's reason.
        if (now.reason === reason) tell('done', now.epoch);
        else tell('refused', null);
        return { epoch: now.epoch, problem: null };
      } catch (error) {
        const { code = 'none', message } = error as Error & { readonly code?: string };
        tell(code === 'PORTCULLIS_SWITCH_CONFLICT' ? 'refused' : 'unknown', null);
        return { epoch: null, problem: `${code}: ${message}` };
      }
    },
    async writesThrough(instance) {
      const port = gates[instance]?.port;
      if (port === undefined) return false;
      asked += 1;
      const request = { isWrite: true, instance, sentMs: nowMs(), id: `probe-${asked}` };
      const status = await sendRequest({
        port,
        method: 'POST',
        target: targetOf(request),
        body: ['a=1'],
      }).then(
        (answer) => answer.status,
        () => null,
      );
      history.write({ kind: 'request', ...request, endedMs: nowMs(), status });
      return status === 200;
    },
    kill: (instance) => end(instance, 'kill'),
    terminate: (instance) => end(instance, 'stop'),
    start,
    control,
    async fallQuiet() {
      load.tell({ kind: 'rate', perSecond: 0 });
      await pause(reportedWithinMs);
      return () => load.tell({ kind: 'rate', perSecond: requestsPerSecond });
    },
    async judge() {
      // First what is claimed and on record, then what arrived: a write that is late is seen, not missed.
      history.flush();
      const { records, findings } = await readRecords(control(numbers.find((one) => gates[one]) ?? 0));
      const tally = await load.flush();
      const judged = judgeHistory([...readHistory(files), ...records], { leaseMs, judgesInFlight });
      return { ...judged, violations: [...judged.violations, ...findings], tally };
    },
    async arrived() {
      await load.flush();
      return readHistory(files).flatMap((line) => (line.kind === 'arrival' ? [line.id] : []));
    },
    async finish() {
      load.tell({ kind: 'rate', perSecond: 0 });
      // What is on its way arrives.
      await pause(300);
      const judged = await cluster.judge();
      await cluster.stop();
      return judged;
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };

  try {
    load.tell({ kind: 'file', file: files[0] ?? '' });
    for (const instance of numbers) await start(instance);
    load.tell({ kind: 'rate', perSecond: requestsPerSecond });
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

interface Status {
  readonly switch: { readonly epoch: number; readonly mode: Mode; readonly reason: string };
  readonly enforcement: { readonly enforced: boolean; readonly missing: readonly string[] };
}
