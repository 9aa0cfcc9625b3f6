import type { Gate, PolicyInput, View } from '@portcullis/gate';
import type { Application } from './application.ts';
import { makeExchange, type RequestToMake } from './exchange.ts';
import { createNetwork, type Link } from './network.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { createSimulatedDisk, type SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedStore } from './simulated-store.ts';
import type { SimulatedWorker } from './simulated-worker.ts';
import type { Machine, VirtualTime } from './virtual-time.ts';

/** A host with its disk, on which one server runs after the other. */
export interface SimulatedHost {
  readonly name: string;
  readonly disk: SimulatedDisk;
  readonly link: Link;
  /** Null: none runs, or it has not begun to serve. */
  readonly server: ServerProcess | null;
  readonly machine: Machine | null;
  /** The version that was started last is the one before webhooks were held. */
  readonly isOld: boolean;
  /** It cannot know what others hold: it was disturbed until a moment ago. */
  isBlind(): boolean;
  /** Unless one runs. */
  start(options?: { readonly isOld?: boolean }): void;
  kill(): void;
  /** SIGTERM. */
  stop(): void;
  /** Sends a request; null = no answer came. */
  request(request: RequestToMake, onEnd: (status: number | null) => void): void;
  /** Looks at what is in force. */
  sample(): void;
}

export interface HostOptions {
  readonly name: string;
  readonly time: VirtualTime;
  readonly below: (limit: number) => number;
  readonly store: SimulatedStore;
  readonly application: Application;
  readonly policy: PolicyInput;
  readonly worker: SimulatedWorker | null;
  readonly onView: (host: string, view: View) => void;
  readonly onProblem: (what: string) => void;
}

/** A client waits no longer. */
const clientPatienceMs = 5_000;

/** A look at the store that failed is repeated after a second, and fails again after two. */
const blindMs = 4_000;

export function createHost(options: HostOptions): SimulatedHost {
  const { name, time, below, store, application, policy, worker, onView, onProblem } = options;
  const disk = createSimulatedDisk();
  const link: Link = { isDeafened: false, isMuted: false, slowMs: 0, answersToLose: 0, losesHints: false };
  const aheadMs = below(20_000) - 10_000;
  const rate = 0.995 + below(100) / 10_000;
  let machine: Machine | null = null;
  let server: ServerProcess | null = null;
  let starts = 0;
  let isOldNow = false;
  let blindUntilMs = 0;

  function noteDisturbance(): void {
    const { isDeafened, isMuted, slowMs, answersToLose } = link;
    const isDisturbed = isDeafened || isMuted || slowMs > 0 || answersToLose > 0 || !store.isUp;
    const isForcedOpen = disk.breakGlass.override?.mode === 'open';
    if (isDisturbed || isForcedOpen || isOldNow || machine?.isRunning() !== true)
      blindUntilMs = time.nowMs() + blindMs;
  }

  function sample({ view }: Pick<Gate, 'view'>): void {
    onView(name, view());
  }

  const host: SimulatedHost = {
    name,
    disk,
    link,
    get server() {
      return server;
    },
    get machine() {
      return machine;
    },
    get isOld() {
      return isOldNow;
    },
    start({ isOld = false } = {}) {
      if (machine?.isAlive() === true) return;
      starts += 1;
      isOldNow = isOld;
      const mine = time.machine({ name: `${name} ${starts}`, aheadMs, rate });
      machine = mine;
      const network = createNetwork({ time, machine: mine, below, link, isStoreUp: () => store.isUp });
      time.after(1, mine, () => {
        startServerProcess({
          machine: mine,
          id: `${name}-${starts}`,
          host: name,
          disk,
          store: store.seenThrough(network),
          policy,
          proxy: application.proxyOf(mine, name),
          sender: application.senderOf(mine, name),
          worker: worker?.worker ?? null,
          isOld,
          onError: () => undefined,
        }).then(
          (started) => {
            if (machine !== mine) return;
            server = started;
            sample(started.gate);
            started.gate.subscribe(() => sample(started.gate));
          },
          (error: unknown) => onProblem(`${name} did not start: ${String(error)}`),
        );
      });
    },
    kill() {
      machine?.kill();
      machine = null;
      server = null;
    },
    stop() {
      const [stopping, mine] = [server, machine];
      if (stopping === null || mine === null) return;
      server = null;
      time.after(0, mine, () => {
        stopping.close().then(
          () => {
            mine.kill();
            if (machine === mine) machine = null;
          },
          (error: unknown) => onProblem(`${name} did not stop: ${String(error)}`),
        );
      });
    },
    request(request, onEnd) {
      const serving = server;
      if (serving === null || machine === null) return onEnd(null);
      let isOver = false;
      const end = (status: number | null): void => {
        if (isOver) return;
        isOver = true;
        onEnd(status);
      };
      time.after(clientPatienceMs, null, () => end(null));
      time.after(0, machine, () => {
        const { incoming, response } = makeExchange(request, (status) =>
          time.after(0.5, null, () => end(status)),
        );
        serving.front.onRequest(incoming, response);
      });
    },
    isBlind() {
      noteDisturbance();
      return time.nowMs() < blindUntilMs;
    },
    sample() {
      noteDisturbance();
      const looked = server;
      if (looked !== null && machine?.isRunning() === true) time.after(0, machine, () => sample(looked.gate));
    },
  };
  return host;
}
