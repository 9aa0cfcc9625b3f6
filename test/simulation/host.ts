import type { Gate, Override, PolicyInput, View } from '@portcullis/gate';
import type { Application } from './application.ts';
import { type Ended, makeExchange, noAnswer, type RequestToMake } from './exchange.ts';
import { createNetwork, type Link } from './network.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { createSimulatedDisk, type SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedStore, StoreLook } from './simulated-store.ts';
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
  /** How long its processes have run, milliseconds. */
  ranMs(): number;
  /** It cannot know what others hold: it was disturbed until a moment ago. */
  isBlind(): boolean;
  /** Unless one runs. */
  start(options?: { readonly isOld?: boolean }): void;
  kill(): void;
  /** SIGTERM. */
  stop(): void;
  /** When the store was in the state that its process knew then of what is held; minus infinity = it knew none. */
  knewOf(atMs: number): number;
  /** Whether the process with this name is one that runs, or is stopped. */
  isAliveAs(instance: string): boolean;
  request(request: RequestToMake, onEnd: (ended: Ended) => void): void;
  /** Looks at what is in force. */
  sample(): void;
  /** Since when its process has run without a stop, and served; infinity = it does not. */
  servesSinceMs(): number;
  /** Since when this mode, or a looser one, was in force in the whole site, by all that was seen; infinity = it is not. */
  openSinceMs(): number;
}

export interface HostOptions {
  readonly name: string;
  readonly time: VirtualTime;
  readonly below: (limit: number) => number;
  readonly store: SimulatedStore;
  readonly application: Application;
  readonly policy: PolicyInput;
  readonly worker: SimulatedWorker | null;
  readonly onView: (host: string, view: View, isBlind: boolean) => void;
  readonly onLook: (host: string, override: Override | null) => void;
  readonly onProblem: (what: string) => void;
}

/** What a server may write to its log although it can use its store. */
const toldAnyway: ReadonlySet<string> = new Set([
  'a held webhook could not be delivered; somebody must decide: portcullis webhooks',
  'the store is contested: it holds an older state than this host remembers; the stricter of both holds until somebody switches again',
  'the store lacks the end of the audit chain: it was put back from a copy, or cut; a new chain goes on',
]);
const withoutStore: ReadonlySet<unknown> = new Set([
  'PORTCULLIS_STORE_UNAVAILABLE',
  'PORTCULLIS_AUDIT_UNWRITABLE',
]);

/** A client waits no longer. */
const clientPatienceMs = 5_000;

/** The gate has waited no longer for an answer. */
const lookDeadlineMs = 1_950;
/** What is answered is in force right after. */
const appliedWithinMs = 5;

/** A look at the store that failed is repeated after a second, and fails again after two. */
const blindMs = 4_000;

export function createHost(options: HostOptions): SimulatedHost {
  const { name, time, below, store, application, policy, worker, onView, onLook, onProblem } = options;
  const disk = createSimulatedDisk((override) => onLook(name, override));
  const link: Link = {
    isDeafened: false,
    isMuted: false,
    slowMs: 0,
    answersToLose: 0,
    losesHints: false,
    lostAtMs: Number.NEGATIVE_INFINITY,
  };
  const aheadMs = below(20_000) - 10_000;
  const rate = 0.995 + below(100) / 10_000;
  let machine: Machine | null = null;
  let server: ServerProcess | null = null;
  let starts = 0;
  let isOldNow = false;
  let looks: StoreLook[] = [];
  let blindUntilMs = 0;
  let ranBeforeMs = 0;
  let openSinceMs = Number.POSITIVE_INFINITY;
  let servesSinceMs = Number.POSITIVE_INFINITY;

  function noteDisturbance(): void {
    const { isDeafened, isMuted, slowMs, answersToLose } = link;
    const isDisturbed = isDeafened || isMuted || slowMs > 0 || answersToLose > 0 || !store.isUp;
    if (isDisturbed || isOldNow || machine?.isRunning() !== true) blindUntilMs = time.nowMs() + blindMs;
    blindUntilMs = Math.max(blindUntilMs, link.lostAtMs + blindMs);
  }

  function noteError(message: string, error: unknown): void {
    if (toldAnyway.has(message)) return;
    const isLate = error instanceof Error && / took longer than \d+ ms$/.test(error.message);
    const isWithoutStore = isLate || withoutStore.has(Reflect.get(Object(error), 'code'));
    if (!isWithoutStore || !host.isBlind()) onProblem(`${name} says "${message}": ${String(error)}`);
  }

  function sample({ view }: Pick<Gate, 'view'>): void {
    const seen = view();
    const { mode, areas } = seen.snapshot;
    const isOpen = mode === 'open' && Object.values(areas).every((one) => one === 'open');
    openSinceMs = isOpen ? Math.min(openSinceMs, time.nowMs()) : Number.POSITIVE_INFINITY;
    onView(name, seen, host.isBlind());
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
    ranMs: () => ranBeforeMs + (machine?.ranMs() ?? 0),
    start({ isOld = false } = {}) {
      if (machine?.isAlive() === true) return;
      ranBeforeMs = host.ranMs();
      starts += 1;
      isOldNow = isOld;
      looks = [];
      const mine = time.machine({ host: name, processId: 1_000 + below(3), aheadMs, rate });
      machine = mine;
      const network = createNetwork({ time, machine: mine, below, link, isStoreUp: () => store.isUp });
      time.after(1, mine, () => {
        startServerProcess({
          machine: mine,
          id: `${name}-${starts}`,
          host: name,
          disk,
          store: store.seenThrough(network, (look) => {
            if (machine === mine) looks = [...looks.slice(-20), look];
          }),
          policy,
          proxy: application.proxyOf(mine, name),
          sender: application.senderOf(mine, name),
          worker: worker?.worker ?? null,
          isOld,
          onError: (message, error) => noteError(message, error),
        }).then(
          (started) => {
            if (machine !== mine) return;
            server = started;
            openSinceMs = Number.POSITIVE_INFINITY;
            servesSinceMs = time.nowMs();
            sample(started.gate);
            started.gate.subscribe(() => sample(started.gate));
          },
          (error: unknown) => onProblem(`${name} did not start: ${String(error)}`),
        );
      });
    },
    kill() {
      machine?.kill();
      ranBeforeMs = host.ranMs();
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
            if (machine !== mine) return;
            ranBeforeMs = host.ranMs();
            machine = null;
          },
          (error: unknown) => onProblem(`${name} did not stop: ${String(error)}`),
        );
      });
    },
    request(request, onEnd) {
      const serving = server;
      if (serving === null || machine === null) return onEnd(noAnswer);
      let isOver = false;
      const end = (ended: Ended): void => {
        if (isOver) return;
        isOver = true;
        onEnd(ended);
      };
      time.after(clientPatienceMs, null, () => end(noAnswer));
      time.after(0, machine, () => {
        const { incoming, response } = makeExchange(request, (ended) =>
          time.after(0.5, null, () => end(ended)),
        );
        serving.front.onRequest(incoming, response);
      });
    },
    knewOf(atMs) {
      const known = looks.filter(
        ({ askedAtMs, answeredAtMs }) =>
          answeredAtMs - askedAtMs < lookDeadlineMs && answeredAtMs + appliedWithinMs <= atMs,
      );
      return Math.max(Number.NEGATIVE_INFINITY, ...known.map(({ ofMs }) => ofMs));
    },
    isAliveAs: (instance) => machine?.isAlive() === true && instance === `${name}-${starts}`,
    isBlind() {
      noteDisturbance();
      return time.nowMs() < blindUntilMs;
    },
    openSinceMs: () => openSinceMs,
    servesSinceMs: () =>
      server === null ? Number.POSITIVE_INFINITY : Math.max(servesSinceMs, machine?.runsSinceMs() ?? 0),
    sample() {
      noteDisturbance();
      const looked = server;
      if (looked !== null && machine?.isRunning() === true) time.after(0, machine, () => sample(looked.gate));
    },
  };
  return host;
}
