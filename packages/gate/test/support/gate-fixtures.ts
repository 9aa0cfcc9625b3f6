import type { InstanceReport } from '../../src/model/instance.ts';
import type { PolicyInput } from '../../src/model/policy.ts';
import type { Switch, SwitchRequest } from '../../src/model/switch.ts';
import type { BreakGlass, HostState, LastKnown } from '../../src/ports/host-state.ts';
import { noBreakGlass } from '../../src/ports/host-state.ts';
import type { Store } from '../../src/ports/store.ts';
import { createGate } from '../../src/runtime/create-gate.ts';
import type { InstanceInfo } from '../../src/runtime/following/instance-report.ts';
import type { Gate } from '../../src/runtime/gate.ts';
import type { CreateGateOptions } from '../../src/runtime/gate-options.ts';
import type { Logger } from '../../src/runtime/logger.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { recordOf, requestOf } from '../../src/testing/store-conformance/fixtures.ts';
import { createFakeStore } from './fake-store.ts';

// What tests of a running gate are made of: a clock, a store and a host that only the test moves and breaks.

export const site = 'shop';
export const instance: InstanceInfo = { id: 'i1', version: '0.1.0', host: 'host-1', processId: 1 };
/** Longer than any test: rounds come when the test asks for them. */
export const never: number = 2 ** 30;
/** No round of a gate comes by itself. */
export const quietRounds = {
  pollIntervalMs: never,
  breakGlassIntervalMs: never,
  flushIntervalMs: never,
  sealIntervalMs: never,
  leaseMs: never,
} as const;

export interface TestClock {
  wallMs(): number;
  monotonicMs(): number;
  /** Time passes. */
  advance(ms: number): void;
  /** Somebody sets the clock. */
  jump(ms: number): void;
}

export function createTestClock(): TestClock {
  let wall = 1_750_000_000_000;
  let monotonic = 1_000;
  return {
    wallMs: () => wall,
    monotonicMs: () => monotonic,
    advance(ms) {
      wall += ms;
      monotonic += ms;
    },
    jump(ms) {
      wall += ms;
    },
  };
}

export interface TestStore {
  readonly store: Store;
  /** Operations that fail from now on. */
  readonly failing: Set<'look' | 'report'>;
  /** How often the whole state was read, and an instance reported. */
  readonly counts: { reads: number; reports: number };
  /** Called with every report before it is stored. */
  onReport: (report: InstanceReport) => void;
  /** Puts another store, empty, in the place of this one; `lineage` makes it one that was rolled back. */
  replace(options?: { readonly lineage?: string }): void;
  /** Changes the switch as another process would. */
  change(request: Partial<SwitchRequest>): Promise<Switch>;
}

/** A store that can fail, count, and be replaced behind the back of whoever follows it. */
export function createTestStore(clock: TestClock): TestStore {
  const failing = new Set<'look' | 'report'>();
  const counts = { reads: 0, reports: 0 };
  let current = createFakeStore(clock.wallMs, 'the first store');
  let replaced = 0;
  let records = 0;
  const failIf = (operation: 'look' | 'report'): void => {
    if (failing.has(operation)) throw new Error(`the ${operation} fails`);
  };
  const own: TestStore = {
    failing,
    counts,
    onReport: () => undefined,
    store: {
      switch: {
        async read(name) {
          failIf('look');
          counts.reads += 1;
          return current.switch.read(name);
        },
        change: (name, change) => current.switch.change(name, change),
        async version(name) {
          failIf('look');
          return current.switch.version(name);
        },
        subscribe: () => () => undefined,
      },
      instances: {
        async report(name, report) {
          failIf('report');
          counts.reports += 1;
          own.onReport(report);
          return current.instances.report(name, report);
        },
        list: (name) => current.instances.list(name),
        remove: (...given) => current.instances.remove(...given),
      },
      get passes() {
        return current.passes;
      },
      get audit() {
        return current.audit;
      },
      close: () => current.close(),
    },
    replace({ lineage } = {}) {
      replaced += 1;
      current = createFakeStore(clock.wallMs, lineage ?? `another store, ${replaced}`);
      records = 0;
    },
    async change(request) {
      records += 1;
      const { epoch } = await current.switch.version(site);
      const result = await current.switch.change(site, {
        expectedEpoch: epoch,
        request: requestOf(request),
        newWindowId: `window ${Math.random()}`,
        record: recordOf('another process', records),
      });
      return result.state.switch;
    },
  };
  return own;
}

export interface QuietGate {
  readonly gate: Gate;
  readonly store: TestStore;
  /** Takes the site read-only, confirmed when this resolves. */
  readOnly(): Promise<void>;
}

/** A gate on the machine's clock, with a store of its own and nothing that comes by itself. Whoever starts it closes it. */
export async function startQuietGate(
  policy: PolicyInput,
  options: Partial<CreateGateOptions> = {},
): Promise<QuietGate> {
  const store = createTestStore({ ...systemClock, advance: () => undefined, jump: () => undefined });
  const gate = await createGate({
    site,
    policy,
    store: store.store,
    secrets: [new Uint8Array(32).fill(7)],
    identity: [],
    instance,
    logger: createTestLogger(),
    ...quietRounds,
    ...options,
  });
  const readOnly = async () => {
    await store.change({ mode: 'read-only' });
    await gate.refresh();
  };
  return { gate, store, readOnly };
}

export interface TestHost {
  readonly host: HostState;
  /** What lies in the break-glass file; read as a new object each time, as from a disk. */
  breakGlass: BreakGlass;
  lastKnown: LastKnown | null;
}

export function createTestHost(): TestHost {
  const used = new Set<string>();
  const own: TestHost = {
    breakGlass: noBreakGlass,
    lastKnown: null,
    host: {
      readLastKnown: async () => own.lastKnown,
      async writeLastKnown(_, state) {
        own.lastKnown = state;
      },
      readBreakGlass: async () => structuredClone(own.breakGlass),
      async useBreakGlassPass(_, tokenHash) {
        if (used.has(tokenHash)) return false;
        used.add(tokenHash);
        return true;
      },
      seal: async () => undefined,
      seals: async () => [],
    },
  };
  return own;
}

export interface TestLogger extends Logger {
  readonly lines: { readonly level: 'info' | 'warn' | 'error'; readonly message: string }[];
}

export function createTestLogger(): TestLogger {
  const lines: TestLogger['lines'] = [];
  const logs = (level: 'info' | 'warn' | 'error') => (_: unknown, message: string) =>
    void lines.push({ level, message });
  return { lines, info: logs('info'), warn: logs('warn'), error: logs('error') };
}
