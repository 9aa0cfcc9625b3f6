import {
  emptyNotice,
  isWindow,
  type Mode,
  noBreakGlass,
  PortcullisError,
  type Switch,
} from '@portcullis/gate';
import { readEnforcement } from '../../packages/server/src/switching/read-enforcement.ts';
import { turnOff, turnOn } from '../../packages/server/src/switching/turn.ts';
import { decideAll } from '../../packages/server/src/webhooks/decide-all.ts';
import { type Application, createApplication } from './application.ts';
import { createForcedHosts } from './forced-hosts.ts';
import { createHost, type SimulatedHost } from './host.ts';
import { judgeAudit } from './judge-audit.ts';
import { leaseMs, type ServerProcess, site } from './server-process.ts';
import { createSimulatedStore, type Image, type SimulatedStore } from './simulated-store.ts';
import { createSimulatedWorker, type SimulatedWorker } from './simulated-worker.ts';
import { createSwitchChecker, type SwitchChecker } from './switch-checker.ts';
import { createVirtualTime, type Machine, type VirtualTime } from './virtual-time.ts';
import { createVisitors, type Visitors } from './visitors.ts';
import { createWebhookChecker, poisonKey, type WebhookChecker } from './webhook-checker.ts';
import { webhook, wholePolicy } from './whole-policy.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly hosts: number;
  readonly onStoreLost: 'keep' | 'read-only' | 'closed';
  readonly hasWorker: boolean;
  readonly below: (limit: number) => number;
}

/** What an operator asks for. */
export type Command =
  | {
      readonly kind: 'on';
      readonly mode: Mode;
      readonly checkout: Mode | null;
      readonly seconds: number | null;
    }
  | { readonly kind: 'off' };

/** A site with its hosts, its store, its application and all who use it, and those who judge what becomes of it. */
export interface World {
  readonly time: VirtualTime;
  readonly store: SimulatedStore;
  readonly hosts: readonly SimulatedHost[];
  readonly application: Application;
  readonly visitors: Visitors;
  readonly worker: SimulatedWorker | null;
  readonly switchChecker: SwitchChecker;
  readonly webhookChecker: WebhookChecker;
  /** What went wrong where nothing of this world explains it. */
  readonly violations: string[];
  /** Tells an operator's command to a host, and then asks it whether it is enforced; does not wait. */
  command(host: SimulatedHost, command: Command): void;
  /** An operator looks once. */
  look(host: SimulatedHost): void;
  /** A command was told to a process that lives, and is not carried out yet. */
  isCommanded(): boolean;
  overrideAt(host: SimulatedHost, mode: Mode, seconds: number): void;
  /** Somebody sets its wall clock. */
  jump(host: SimulatedHost, byMs: number): void;
  removeSilent(host: SimulatedHost): void;
  /** What nobody tries any more is tried anew. */
  tryFailedAgain(host: SimulatedHost): void;
  keepReplica(): void;
  failOver(): void;
  backUp(): void;
  restore(): void;
  flush(): void;
  /** The store has lost something that it had committed. */
  hasLost(): boolean;
  /** What the store holds. */
  stored(): Promise<Switch>;
  judgeEnd(): Promise<void>;
  close(): Promise<void>;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const { below, onStoreLost } = options;
  const time = createVirtualTime();
  const nowMs = () => time.nowMs();
  /** Hosts of which somebody has set the clock. */
  const jumped = new Set<string>();
  const forcedHosts = createForcedHosts({
    nowMs,
    ranMs: (name) => hosts.find((host) => host.name === name)?.ranMs() ?? 0,
    hasEnded: (name, { expiresAt }) =>
      jumped.has(name) ||
      (hosts.find((host) => host.name === name)?.machine?.wallMs() ?? expiresAt) >= expiresAt,
  });
  const switchChecker = createSwitchChecker({ nowMs, forcedHosts, onStoreLost });
  const violations: string[] = [];
  const storeAheadMs = below(100_000) - 50_000;
  /** Records of the changes that the store holds now. */
  let held: string[] = [];
  let images: { readonly replica: Kept | null; readonly backup: Kept | null } = {
    replica: null,
    backup: null,
  };
  let commands = 0;
  const commanded = new Set<{ readonly machine: Machine | null }>();
  let hasLost = false;
  /** Chains that were there when the store lost something. */
  const chainsOfLosses = new Set<string>();

  interface Kept {
    readonly image: Image;
    readonly held: readonly string[];
  }

  /** When a host reported first to the store as it is now. */
  const reportedMs = new Map<string, number>();
  let replacedMs = Number.NEGATIVE_INFINITY;
  const store = createSimulatedStore({
    time,
    onReport({ host }) {
      if (!reportedMs.has(host)) reportedMs.set(host, nowMs());
    },
    nowMs: () => Math.floor(1_795_392_000_000 + time.nowMs() + storeAheadMs),
    onChange(change, result, before) {
      const watching = hosts.filter((host) => host.knewOf(nowMs()) > replacedMs);
      const watchedBy = new Set(watching.map(({ name }) => name));
      const commit = switchChecker.committed(result, { record: change.record, watchedBy });
      if (commit !== null && before.epoch !== change.expectedEpoch)
        violations.push(`I3: a change of epoch ${change.expectedEpoch} overwrote ${before.epoch}`);
      if (commit !== null) held.push(change.record.hash);
    },
  });
  const webhookChecker = createWebhookChecker({ nowMs, heldState: store.heldState });
  const arrivals = new Map<string, number>();
  const application = createApplication({
    time,
    below,
    isPoison: ({ request }) => request.startsWith(`${poisonKey} `),
    onDelivery: webhookChecker.sent,
    onOver: switchChecker.over,
    onReached(reached) {
      const host = hosts.find(({ name }) => name === reached.via);
      if (host === undefined) throw new Error(`nobody is ${reached.via}`);
      const { machine } = host;
      switchChecker.reached(reached, () => host.machine === machine && machine?.isAlive() === true);
      if (!reached.target.startsWith('/hooks/')) return;
      const cameAtMs = arrivals.get(`${reached.via} ${reached.request}`) ?? reached.sentAtMs;
      webhookChecker.reached(reached, {
        ofMs: host.knewOf(cameAtMs),
        isBlind: host.isBlind() || forcedHosts.wasForced(host.name, cameAtMs, ['open']),
        countedSinceMs: reportedMs.get(host.name) ?? Number.POSITIVE_INFINITY,
      });
    },
  });
  const worker = options.hasWorker ? createSimulatedWorker() : null;
  const hosts: readonly SimulatedHost[] = Array.from({ length: options.hosts }, (_, index) =>
    createHost({
      name: `host-${index + 1}`,
      time,
      below,
      store,
      application,
      policy: wholePolicy(onStoreLost),
      worker,
      onView(host, view, isBlind) {
        switchChecker.seen(host, view);
        if (!isBlind) switchChecker.seenUndisturbed(host, view);
      },
      onLook: (host, override) => forcedHosts.looked(host, override),
      onProblem: (what) => violations.push(`${Math.round(nowMs())} ms: ${what}`),
    }),
  );
  const visitors = createVisitors({
    time,
    below,
    hosts,
    webhookChecker,
    arrivals,
    onVisited({ host, method, target, beganMs, status }) {
      const wasOpen = host.openSinceMs() <= beganMs && host.servesSinceMs() <= beganMs;
      if (!wasOpen || application.worksSinceMs() > beganMs || status === 200) return;
      violations.push(
        `I10: ${method} ${target} came to ${host.name} at ${Math.round(beganMs)}, where all was open, and was answered ${status}`,
      );
    },
  });

  /** As process of a host; whoever is dead or stopped meanwhile never answers. */
  function at(host: SimulatedHost, work: (server: ServerProcess) => Promise<void>): void {
    const { server, machine } = host;
    if (server === null || machine === null) return;
    time.after(0, machine, () => {
      work(server).catch((error: unknown) => {
        const code = error instanceof PortcullisError ? error.code : null;
        if (code === 'PORTCULLIS_SWITCH_CONFLICT' || code === 'PORTCULLIS_NOT_OPENED') return;
        if (code !== 'PORTCULLIS_STORE_UNAVAILABLE' || !host.isBlind())
          violations.push(
            `${Math.round(nowMs())} ms: a command at ${host.name} failed with ${String(error)}`,
          );
      });
    });
  }

  /** As `status` does. */
  async function look(server: ServerProcess): Promise<boolean> {
    const { state, enforcement } = await readEnforcement(server);
    if (!enforcement.enforced) return false;
    const instances = enforcement.instances.map(({ instance: { host }, state }) => ({
      host,
      isEnforcing: state === 'enforcing',
      isForgotten: !reportedMs.has(host),
    }));
    switchChecker.claimed({ switch: state.switch, instances });
    return true;
  }

  async function stored(): Promise<Switch> {
    return (await store.facets.switch.read(site)).switch;
  }

  async function carryOut(server: ServerProcess, command: Command): Promise<void> {
    commands += 1;
    const actor = { kind: 'operator' as const, name: `operator ${commands % 3}` };
    const reason = `command ${commands}`;
    if (command.kind === 'off') {
      await turnOff(server.switching, {
        reason,
        actor,
        anyway: true,
        areas: [],
        force: true,
        testPassed: true,
        expectedEpoch: null,
      });
      return;
    }
    const { mode, checkout, seconds } = command;
    const now = Math.floor(1_795_392_000_000 + time.nowMs() + storeAheadMs);
    await turnOn(server.switching, {
      mode,
      areas: checkout === null || checkout === mode ? {} : { checkout },
      notice: emptyNotice,
      reason,
      actor,
      expected: null,
      expires: seconds === null ? null : { at: now + seconds * 1_000, then: 'open' },
      proof: { credentials: null, pass: null, breakGlassToken: null },
      anyway: true,
      force: true,
      expectedEpoch: null,
    });
  }

  function keep(): Kept {
    return { image: store.image(), held: [...held] };
  }

  function replace(by: () => void, changes: readonly string[]): void {
    for (const chain of store.chains()) chainsOfLosses.add(chain);
    webhookChecker.whileReplaced(by);
    for (const chain of store.chains()) chainsOfLosses.add(chain);
    held = [...changes];
    hasLost = true;
    switchChecker.storeReplaced(changes);
    replacedMs = nowMs();
    reportedMs.clear();
  }

  function putBack({ image, held: changes }: Kept): void {
    replace(() => store.put(image), changes);
  }

  return {
    time,
    store,
    hosts,
    application,
    visitors,
    worker,
    switchChecker,
    webhookChecker,
    violations,
    isCommanded: () => [...commanded].some(({ machine }) => machine?.isAlive() === true),
    command(host, command) {
      const told = { machine: host.machine };
      if (host.server !== null) commanded.add(told);
      at(host, async (server) => {
        await carryOut(server, command).finally(() => commanded.delete(told));
        for (let looks = 0; looks < 20; looks += 1) {
          if (await look(server)) return;
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      });
    },
    look: (host) => at(host, async (server) => void (await look(server))),
    overrideAt(host, mode, seconds) {
      const { machine } = host;
      if (machine === null) return;
      const nowWall = machine.wallMs();
      host.disk.breakGlass = {
        ...noBreakGlass,
        override: {
          mode,
          reason: 'night',
          actor: 'shell',
          createdAt: nowWall,
          expiresAt: nowWall + seconds * 1_000,
        },
      };
    },
    jump(host, byMs) {
      jumped.add(host.name);
      host.machine?.jump(byMs);
    },
    removeSilent(host) {
      at(host, async ({ store: seen, gate }) => {
        for (const instance of await seen.instances.list(site)) {
          const isAlive = hosts.some((one) => one.isAliveAs(instance.id));
          if (isAlive || instance.now - instance.seenAt < 6_000) continue;
          const entry = {
            kind: 'instance.removed',
            actor: 'operator',
            data: { instance: instance.id },
          } as const;
          await gate.audit.writeWith(entry, async (record) => {
            const done = await seen.instances.remove(site, instance.id, record);
            return { stored: done, result: done };
          });
          await seen.deliveries.release(site, instance.id);
        }
      });
    },
    tryFailedAgain(host) {
      at(host, async ({ store: seen, gate }) => {
        const now = async () => (await seen.switch.read(site)).now;
        await decideAll(
          { gate, store: { held: seen.held, now } },
          { decision: 'replay', webhook, state: 'failed', reason: 'once more', actor: 'operator' },
        );
      });
    },
    keepReplica() {
      images = { ...images, replica: keep() };
    },
    failOver() {
      if (images.replica !== null) putBack(images.replica);
    },
    backUp() {
      images = { ...images, backup: keep() };
    },
    restore() {
      if (images.backup !== null) putBack(images.backup);
    },
    flush() {
      replace(store.flush, []);
    },
    hasLost: () => hasLost,
    stored,
    async judgeEnd() {
      visitors.writeEverywhere((host, status) => {
        if (status !== 200) violations.push(`I10: at rest ${host.name} answers a write with ${status}`);
      });
      for (const host of hosts) {
        at(host, async (server) => {
          const { instances } = (await readEnforcement(server)).enforcement;
          for (const { instance, state, detail } of instances) {
            const running = hosts.find((one) => one.isAliveAs(instance.id));
            if (state === 'enforcing' || (state === 'fenced' && running === undefined)) continue;
            // Of one that was killed it is not known for as long as its lease holds.
            const isKilled = running === undefined && instance.now - instance.seenAt <= leaseMs + 1_000;
            if (isKilled || running?.isBlind() === true) continue;
            violations.push(`I8: at rest ${host.name} says of ${instance.id}: ${state}, ${detail}`);
          }
        });
      }
      // What was on its way when all came to rest may be held and delivered yet.
      for (let seconds = 0; seconds === 0 || (seconds < 60 && !webhookChecker.isComplete()); seconds += 1) {
        await time.advance(1_000);
      }
      violations.push(
        ...(await judgeAudit({ store, changes: held, disks: hosts.map(({ disk }) => disk), chainsOfLosses })),
      );
      webhookChecker.judgeEnd();
      violations.push(...store.heldProblems().map((problem) => `I2: ${problem}`));
      const failed = await store.facets.held.list(site, { state: 'failed', limit: 1_000 });
      for (const { id, attempts } of failed) {
        if (attempts > 3) violations.push(`I9: ${id} was tried ${attempts} times`);
      }
      const open = await store.facets.switch.read(site);
      if (isWindow(open.switch)) violations.push('the site did not open again');
    },
    async close() {
      for (const host of hosts) host.kill();
      await time.advance(1);
      store.close();
    },
  };
}
