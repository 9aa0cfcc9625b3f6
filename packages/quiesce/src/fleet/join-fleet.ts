import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { callHook } from '../workers/call-hook.ts';
import type { Worker } from '../workers/worker.ts';
import { fitReport } from './fit-report.ts';
import type { FleetAnswer, ProcessReport, Wanted, WorkerReport } from './fleet-messages.ts';

export interface JoinFleetOptions {
  /** The worker's name in the configuration of the server. */
  readonly name: string;
  /** Those of this process. */
  readonly workers: readonly Worker[];
  /** Reaches the server: `fleetOverHttp`. */
  readonly send: (report: ProcessReport) => Promise<FleetAnswer>;
  /**
   * `paused`: the workers do nothing yet, and begin once the server says so for the first time: a process that starts while the
   * site is closed takes up nothing, and neither does one whose server is away. @default 'running'
   */
  readonly initially?: 'running' | 'paused';
  /** How often to report. @default 250 */
  readonly intervalMs?: number;
  /** What failed; said once until it works again. @default written to standard error */
  readonly onProblem?: (problem: string) => void;
}

export interface JoinedFleet {
  /** Resolves once the server has said for the first time what is wanted, and it is so. */
  readonly ready: Promise<void>;
  /**
   * Sent with what a job asks of the site through the gate: a job that had begun before a window is let in until it has ended. Asked for
   * anew with each call, because they are good for a minute. Empty until the server has answered.
   */
  headers(): Readonly<Record<string, string>>;
  /** Leaves in good order; its workers stay as they are. Idempotent. */
  leave(): Promise<void>;
}

/**
 * Has the workers of this process follow the switch: they are paused and resumed as the server says, and what they have in hand
 * is reported. While the server cannot be reached they stay as they are; the server names this process then, and claims
 * nothing of it.
 */
export function joinFleet({
  name,
  workers,
  send,
  initially = 'running',
  intervalMs = 250,
  onProblem = (problem) => void process.stderr.write(`portcullis: ${problem}\n`),
}: JoinFleetOptions): JoinedFleet {
  const id = randomUUID();
  /** What was paused before the server wanted it stays so afterwards. */
  const pausedBefore = new Set<Worker>();
  const pausedAt = new Map<Worker, number>();
  let obeys = initially;
  let isPrepared = initially === 'running';
  let changeProblem: string | null = null;
  let token: FleetAnswer['token'] = null;
  let newest: { readonly order: number; readonly heardMs: number } | null = null;
  let said: string | null = null;
  let isLeaving = false;
  let becomeReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  function tell(problem: string | null): void {
    const isNew = problem !== null && problem !== said;
    said = problem;
    if (isNew) callHook(() => onProblem(problem));
  }

  async function look(worker: Worker): Promise<WorkerReport> {
    const { name: own, capabilities } = worker;
    const nothing = {
      name: own,
      counts: capabilities.counts,
      inHand: null,
      waiting: null,
      jobs: [],
      stopped: [],
      begun: [],
    };
    try {
      const since = pausedAt.get(worker);
      const [inHand, begun] = await Promise.all([
        worker.inHand(),
        since === undefined ? [] : worker.begunAfter(since + graceMs),
      ]);
      const { count, waiting, jobs, stopped = [] } = inHand;
      return {
        ...nothing,
        inHand: count,
        waiting,
        jobs,
        stopped,
        begun: begun ?? [],
        problem: changeProblem,
      };
    } catch (error) {
      return { ...nothing, problem: messageOf(error) };
    }
  }

  /** Of two servers one may know of a change that the other has not read yet: what is older is not obeyed. */
  function wantedBy({ wanted, order = null }: FleetAnswer): Wanted | null {
    if (order === null) return wanted;
    const nowMs = performance.now();
    if (newest !== null && order < newest.order && nowMs - newest.heardMs < staleMs) return null;
    newest = { order, heardMs: nowMs };
    return wanted;
  }

  async function obey(wanted: Wanted): Promise<void> {
    if (wanted === obeys) return;
    try {
      await Promise.all(workers.map((worker) => (wanted === 'paused' ? pause(worker) : resume(worker))));
      obeys = wanted;
      changeProblem = null;
    } catch (error) {
      // Told to the server with the next report, and tried again.
      changeProblem = messageOf(error);
    }
  }

  async function pause(worker: Worker): Promise<void> {
    if (pausedAt.has(worker)) return;
    if ((await worker.state()) === 'paused') pausedBefore.add(worker);
    pausedAt.set(worker, await worker.pause());
  }

  async function resume(worker: Worker): Promise<void> {
    if (!pausedBefore.has(worker)) await worker.resume();
    pausedBefore.delete(worker);
    pausedAt.delete(worker);
  }

  /** Nobody paused them but their own beginning: they are ours to resume. */
  async function prepare(): Promise<void> {
    for (const worker of workers) pausedAt.set(worker, await worker.pause());
    isPrepared = true;
  }

  async function report(): Promise<FleetAnswer> {
    const answer = await send(
      fitReport({
        fleet: name,
        id,
        host: hostname(),
        processId: process.pid,
        obeys,
        workers: await Promise.all(workers.map(look)),
        isLeaving,
      }),
    );
    token = answer.token;
    return answer;
  }

  /** Says at once what came of an answer: whoever switched waits for it. */
  async function round(): Promise<void> {
    try {
      if (!isPrepared) await prepare();
      const wanted = wantedBy(await report());
      if (wanted !== null && wanted !== obeys && !isLeaving) {
        await obey(wanted);
        await report();
      }
      if (wanted !== null && wanted === obeys) becomeReady();
      tell(changeProblem);
    } catch (error) {
      tell(`the workers of ${name} cannot report, and stay ${obeys}: ${messageOf(error)}`);
    }
  }

  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  function next(): void {
    running = round().then(() => {
      if (!isLeaving) timer = setTimeout(next, intervalMs);
    });
  }
  next();

  return {
    ready,
    headers: (): Readonly<Record<string, string>> =>
      token === null ? {} : { 'portcullis-worker': token.value },
    async leave() {
      if (isLeaving) return running;
      isLeaving = true;
      if (timer !== null) clearTimeout(timer);
      await running;
      running = report().then(
        () => undefined,
        () => undefined,
      );
      return running;
    },
  };
}

/** A server knows within a second or two what another one has stored. Numbers that go back for longer are of a store that was put back. */
const staleMs = 10_000;

/** A job may still have been on its way to a worker when this was paused. */
const graceMs = 500;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
