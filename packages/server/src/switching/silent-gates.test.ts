import {
  createGate,
  type Gate,
  type Mode,
  type PolicyInput,
  RunningJudgement,
  type Store,
  silentLogger,
} from '@portcullis/gate';
import { createMemoryStore } from '@portcullis/store/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { judgeEnforcement } from './enforcement.ts';

// Two gates of one store, one of them cut off from it: what is said of that one is what it reported, by no test's hand.

const site = 'shop';
const leaseMs = 5_000;
const never = 2 ** 30;
const gates: Gate[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.close();
});

interface Given {
  readonly policy: PolicyInput;
  /** `PORTCULLIS_MODE` of the one that is cut off. */
  readonly environmentMode?: Mode | null;
  /** What the switch says before. */
  readonly areas?: Readonly<Record<string, Mode>>;
}

async function startTwo({ policy, environmentMode = null, areas = {} }: Given) {
  let nowMs = 1_750_000_000_000;
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
  const store = createMemoryStore({ clock });
  let isCutOff = false;
  const unlessCutOff = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (isCutOff) throw new Error('nobody answers');
    return work();
  };
  const mayBreak: Store = {
    ...store,
    switch: {
      ...store.switch,
      read: (name) => unlessCutOff(() => store.switch.read(name)),
      version: (name) => unlessCutOff(() => store.switch.version(name)),
    },
    instances: {
      ...store.instances,
      report: (name, report) => unlessCutOff(() => store.instances.report(name, report)),
      remove: (name, id) => unlessCutOff(() => store.instances.remove(name, id)),
    },
  };
  const start = async (id: string, of: Store, forced: Mode | null) => {
    const gate = await createGate({
      site,
      policy,
      store: of,
      secrets: [new Uint8Array(32).fill(7)],
      instance: { id, version: '1.0.0', host: id, processId: 1 },
      environmentMode: forced,
      clock,
      logger: silentLogger,
      leaseMs,
      pollIntervalMs: never,
      breakGlassIntervalMs: never,
      flushIntervalMs: never,
      sealIntervalMs: never,
    });
    gates.push(gate);
    return gate;
  };
  let epoch = 0;
  async function turn(mode: Mode, areasNow: Readonly<Record<string, Mode>> = {}): Promise<void> {
    const entry = { kind: 'switch.changed', actor: 'ada', data: {} } as const;
    await first.audit.writeWith(entry, async (record) => {
      const result = await store.switch.change(site, {
        expectedEpoch: epoch,
        newWindowId: 'window-1',
        record,
        request: {
          mode,
          areas: areasNow,
          notice: { message: {}, button: null, paused: {}, stillWorks: {}, contact: null },
          reason: 'test',
          actor: { kind: 'operator', name: 'ada' },
          expected: null,
          expires: null,
          production: false,
        } as unknown as Parameters<Store['switch']['change']>[1]['request'],
      });
      return { stored: true, result };
    });
    epoch += 1;
  }
  const first = await start('gate-1', store, null);
  if (Object.keys(areas).length > 0) await turn('open', areas);
  const second = await start('gate-2', mayBreak, environmentMode);
  await first.refresh();
  return {
    first,
    second,
    turn,
    cutOff() {
      isCutOff = true;
    },
    heal() {
      isCutOff = false;
    },
    async pass(ms: number) {
      nowMs += ms;
      await first.refresh();
      await second.refresh();
    },
    async judged() {
      const { switch: current } = await store.switch.read(site);
      return judgeEnforcement(current, await store.instances.list(site), first);
    },
  };
}

/** As the front of a server does it. */
async function letIn(gate: Gate, line: string): Promise<RunningJudgement | null> {
  const [method = '', target = ''] = line.split(' ');
  const judgement = await gate.judge({
    method,
    target,
    headers: ['Host', 'shop.example'],
    peer: '192.0.2.1',
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  });
  if (judgement.decision.kind !== 'allow') return null;
  const running = new RunningJudgement(judgement);
  gate.begin(running);
  return running;
}

const pastTheLease = leaseMs + 1_001;

describe('a gate that is cut off from its store', () => {
  it('and was forced open is not counted on, because it lets writes in', async () => {
    const two = await startTwo({ policy: { onStoreLost: 'closed' }, environmentMode: 'open' });
    two.cutOff();
    await two.turn('closed');
    await two.pass(pastTheLease);
    expect(await letIn(two.second, 'POST /orders')).not.toBeNull();
    const { enforced, missing } = await two.judged();
    expect(enforced).toBe(false);
    expect(missing).toEqual([
      expect.stringMatching(/^gate-2 .*silent for 6 s and forced open by environment/),
    ]);
  });

  it.each([
    ['of an open site', {}],
    ['in an area that was open', { checkout: 'closed' }],
  ] as const)(
    'is not counted on while a write %s may go on that ran at its last report',
    async (_, areas) => {
      const policy = { onStoreLost: 'read-only', areas: { checkout: { routes: ['/cart/**'] } } } as const;
      const two = await startTwo({ policy, areas });
      const upload = await letIn(two.second, 'POST /upload');
      await two.pass(1_000);
      two.cutOff();
      await two.turn('read-only');
      await two.pass(pastTheLease);
      expect(await letIn(two.second, 'POST /orders')).toBeNull();
      expect(upload?.ended).toBe(false);
      const { enforced, missing } = await two.judged();
      expect(enforced).toBe(false);
      expect(missing).toEqual([expect.stringMatching(/^gate-2 .*but 1 write ran when it was last heard/)]);
      // It is back, and says itself when it is over.
      two.heal();
      await two.pass(1_000);
      expect((await two.judged()).instances[1]?.state).toBe('draining');
      if (upload !== null) two.second.end(upload);
      await two.pass(1_000);
      expect((await two.judged()).enforced).toBe(true);
    },
  );

  it('is counted on when the write had ended, and what ran was read', async () => {
    const two = await startTwo({ policy: { onStoreLost: 'read-only' } });
    const write = await letIn(two.second, 'POST /upload');
    await letIn(two.second, 'GET /slow');
    if (write !== null) two.second.end(write);
    await two.pass(1_000);
    two.cutOff();
    await two.turn('read-only');
    await two.pass(pastTheLease);
    expect(await two.judged()).toMatchObject({ enforced: true, missing: [] });
  });

  it('on an open site keeps nobody waiting for the writes of a day', async () => {
    const two = await startTwo({
      policy: { onStoreLost: 'read-only', areas: { checkout: { routes: ['/cart/**'] } } },
    });
    await letIn(two.second, 'POST /orders');
    await two.pass(1_000);
    expect(await two.judged()).toMatchObject({ enforced: true, writesInFlight: 0 });
    await two.turn('open', { checkout: 'closed' });
    await two.pass(1_000);
    expect(await two.judged()).toMatchObject({ enforced: true, writesInFlight: 0 });
  });
});
