import {
  deriveKey,
  emptyNotice,
  isWindow,
  type Mode,
  noBreakGlass,
  type PolicyInput,
  PortcullisError,
  type Switch,
  verifyAudit,
} from '@portcullis/gate';
import { readEnforcement } from '../../packages/server/src/switching/read-enforcement.ts';
import { turnOff, turnOn } from '../../packages/server/src/switching/turn.ts';
import { decideAll } from '../../packages/server/src/webhooks/decide-all.ts';
import { type Application, createApplication } from './application.ts';
import { createHost, type SimulatedHost } from './host.ts';
import { type ServerProcess, secret, site } from './server-process.ts';
import { createSimulatedStore, type Image, type SimulatedStore } from './simulated-store.ts';
import { createSimulatedWorker, type SimulatedWorker } from './simulated-worker.ts';
import { createSwitchChecker, type SwitchChecker } from './switch-checker.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';
import { createVisitors, type Visitors } from './visitors.ts';
import { createWebhookChecker, poisonKey, type WebhookChecker } from './webhook-checker.ts';

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
  overrideAt(host: SimulatedHost, mode: Mode, seconds: number): void;
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

const webhook = 'POST /hooks/:provider';

const wholePolicy = (onStoreLost: WorldOptions['onStoreLost']): PolicyInput => ({
  onStoreLost,
  areas: { checkout: { routes: ['/checkout/**'] } },
  webhookProviders: {
    any: { delivery: { header: 'X-Delivery' }, order: { header: 'X-Key' } },
  },
  webhooks: [{ match: webhook, provider: 'any', attempts: 3, whenFailed: 'wait' }],
});

export async function createWorld(options: WorldOptions): Promise<World> {
  const { below, onStoreLost } = options;
  const time = createVirtualTime();
  const nowMs = () => time.nowMs();
  const switchChecker = createSwitchChecker({ nowMs, onStoreLost });
  const webhookChecker = createWebhookChecker(nowMs);
  const violations: string[] = [];
  const storeAheadMs = below(100_000) - 50_000;
  /** Records of the changes that the store holds now. */
  let held: string[] = [];
  let images: { readonly replica: Kept | null; readonly backup: Kept | null } = {
    replica: null,
    backup: null,
  };
  let commands = 0;
  let hasLost = false;

  interface Kept {
    readonly image: Image;
    readonly held: readonly string[];
    readonly atMs: number;
  }

  const store = createSimulatedStore({
    nowMs: () => Math.floor(1_795_392_000_000 + time.nowMs() + storeAheadMs),
    onChange(change, result, before) {
      const commit = switchChecker.committed(result, change.record);
      if (commit !== null && before.epoch !== change.expectedEpoch)
        violations.push(`I3: a change of epoch ${change.expectedEpoch} overwrote ${before.epoch}`);
      if (commit !== null) held.push(change.record.hash);
    },
  });
  const arrivals = new Map<string, number>();
  const application = createApplication({
    time,
    below,
    isPoison: ({ request }) => request.startsWith(`${poisonKey} `),
    onReached(reached) {
      const arrivedAtMs = arrivals.get(`${reached.via} ${reached.request}`) ?? Number.POSITIVE_INFINITY;
      switchChecker.reached(reached, arrivedAtMs);
      const host = hosts.find(({ name }) => name === reached.via);
      if (reached.target.startsWith('/hooks/')) webhookChecker.reached(reached, host?.isBlind() ?? true);
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
      onView: (host, view) => switchChecker.seen(host, view),
      onProblem: (what) => violations.push(`${Math.round(nowMs())} ms: ${what}`),
    }),
  );
  const visitors = createVisitors({ time, below, hosts, webhookChecker, arrivals });

  /** As process of a host; whoever is dead or stopped meanwhile never answers. */
  function at(host: SimulatedHost, work: (server: ServerProcess) => Promise<void>): void {
    const { server, machine } = host;
    if (server === null || machine === null) return;
    time.after(0, machine, () => {
      work(server).catch((error: unknown) => {
        if (!(error instanceof PortcullisError)) violations.push(`a command failed with ${String(error)}`);
      });
    });
  }

  /** As `status` does. */
  async function look(server: ServerProcess): Promise<boolean> {
    const { state, enforcement } = await readEnforcement(server);
    if (!enforcement.enforced) return false;
    const hostsOf = enforcement.instances.map(({ instance }) => instance.host);
    switchChecker.claimed({ switch: state.switch, stored: await stored(), hosts: hostsOf });
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
    return { image: store.image(), held: [...held], atMs: time.nowMs() };
  }

  function putBack(kept: Kept): void {
    store.put(kept.image);
    held = [...kept.held];
    hasLost = true;
    webhookChecker.storeLost(kept.atMs);
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
    command(host, command) {
      at(host, async (server) => {
        await carryOut(server, command);
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
      switchChecker.overridden(host.name, mode, time.nowMs() + seconds * 1_000);
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
    removeSilent(host) {
      at(host, async ({ store: seen, gate }) => {
        for (const instance of await seen.instances.list(site)) {
          const machine = time.machineWith(instance.processId);
          if (machine?.isAlive() === true || instance.now - instance.seenAt < 6_000) continue;
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
          { decision: 'now', webhook, state: 'failed', reason: 'once more', actor: 'operator' },
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
      store.flush();
      held = [];
      hasLost = true;
      webhookChecker.storeLost(Number.NEGATIVE_INFINITY);
    },
    hasLost: () => hasLost,
    stored,
    async judgeEnd() {
      violations.push(...(await judgeAudit()));
      webhookChecker.judgeEnd();
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

  /** I5: each change that the store holds is on record once, each record of a change is of one, and every chain verifies. */
  async function judgeAudit(): Promise<readonly string[]> {
    const { audit } = store.facets;
    const records = await audit.read(site, { limit: 100_000 });
    const changes = records.filter(({ kind }) => kind.startsWith('switch.')).map(({ hash }) => hash);
    const found: string[] = [];
    for (const hash of held) {
      const times = changes.filter((one) => one === hash).length;
      if (times !== 1) found.push(`I5: a change of the switch is on record ${times} times`);
    }
    if (changes.length > held.length) found.push('I5: a change is on record that never was');
    const onDisks = await Promise.all(hosts.map(({ disk }) => disk.seals(site)));
    const { findings } = await verifyAudit({
      records,
      seals: [...(await audit.seals(site)), ...onDisks.flat()],
      keys: [await deriveKey(secret, 'audit')],
    });
    const explained = hasLost
      ? new Set(['cut', 'cut-before', 'not-the-end', 'unlike-its-seal'])
      : new Set<string>();
    for (const { chain, sequence, problem, what } of findings) {
      if (!explained.has(what.kind)) found.push(`I5: ${chain} ${sequence}: ${problem}`);
    }
    return found;
  }
}
