import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ControlClient, createControlClient } from 'portcullis';
import { type FaultKind, type Faults, injectFaults } from '../support/faults/inject-faults.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type ProofOptions, type ProofResult, pause } from './proof.ts';
import {
  type Call,
  type CalledApplication,
  callPolicy,
  judgeCalls,
  repeatedDeliveries,
  sendCall,
  startCalledApplication,
} from './webhook-calls.ts';

export interface StepProofOptions extends ProofOptions {
  /** Only each so manieth point. @default 1 */
  readonly stride?: number;
}

const everyOperation: readonly FaultKind[] = ['write', 'sync', 'change', 'receive', 'send'];
const mostPoints = 400;
const webhook = callPolicy.webhooks[0].match;

/**
 * Kills the server with SIGKILL before its first, second, third … operation on files of its state and on sockets, from the bytes of
 * webhooks until their acknowledgement, and in the middle of each write, until they come through: then every point has had its turn.
 * `count`: how often all of it is done. What was acknowledged is delivered in the end, byte for byte and in order.
 */
export async function proveAcceptSteps({
  count,
  stride = 1,
  onProgress,
}: StepProofOptions): Promise<ProofResult> {
  return onStage(async (stage) => {
    const { application, faults } = stage;
    const violations: string[] = [];
    const acknowledged: Call[] = [];
    const numbers = new Map<string, number>();
    let points = 0;
    let unanswered = 0;
    let gate = await stage.start();
    for (let turn = 1; turn <= count; turn += 1) {
      await stage.on();
      for (const [action, kinds] of [
        ['kill', everyOperation],
        ['tear', ['write']],
      ] as const) {
        for (let point = 1 + ((turn - 1) % stride), through = false; !through; point += stride) {
          if (point > mostPoints) throw new Error(`nothing came through within ${mostPoints} operations`);
          faults.arm({ action, kinds, from: point, until: point });
          const calls = ['a', 'b'].map((key): Call => ({ key, number: (numbers.get(key) ?? 0) + 1 }));
          const answers = await Promise.all(calls.map((call) => sendCall(gate.port, call)));
          faults.disarm();
          through = answers.every(({ status }) => status === 202);
          for (const [index, { status }] of answers.entries()) {
            const call = calls[index];
            if (call === undefined) continue;
            if (status === 202) {
              numbers.set(call.key, call.number);
              acknowledged.push(call);
            } else unanswered += 1;
          }
          if (faults.hits() === 0) continue;
          points += 1;
          await gate.kill();
          gate = await stage.start();
        }
      }
      await stage.deliverAll();
      violations.push(...judgeCalls(acknowledged, application), ...(await stage.judgeStore()));
      onProgress?.(turn);
    }
    return {
      violations,
      facts: {
        kills: points,
        acknowledged: acknowledged.length,
        unanswered,
        arrived: application.arrived.length,
      },
    };
  });
}

/**
 * The same from the moment that deliveries may go on until they are settled: before they are claimed, before they are sent, before
 * they are answered, before that is stored. `count`: kills.
 */
export async function proveReplaySteps({
  count,
  stride = 1,
  doneBefore = 0,
  onProgress,
}: StepProofOptions): Promise<ProofResult> {
  return onStage(async (stage) => {
    const { application, faults } = stage;
    const violations: string[] = [];
    const acknowledged: Call[] = [];
    const facts = { kills: 0, beforeSending: 0, onTheWay: 0, settled: 0, repeated: 0 };
    let number = 0;
    let offset = 0;
    // Where the part before this one ended; behind the last point it is the first again.
    let point = 1 + doneBefore;
    let gate = await stage.start();
    while (facts.kills < count) {
      await stage.on();
      const calls: Call[] = [];
      for (let round = 0; round < 2; round += 1) {
        number += 1;
        for (const key of ['a', 'b']) calls.push({ key, number });
      }
      for (const call of calls) {
        const { status } = await sendCall(gate.port, call);
        if (status !== 202) throw new Error(`a webhook was answered ${status}\n${gate.log()}`);
        acknowledged.push(call);
      }
      await stage.decide('pause');
      await stage.off();
      const before = application.arrived.length;
      faults.arm({ action: 'kill', kinds: everyOperation, from: point, until: point });
      await stage.decide('resume').catch(() => undefined);
      await stage.untilDelivered(() => faults.hits() > 0).catch(() => undefined);
      faults.disarm();
      if (faults.hits() === 0) {
        // All points had their turn. The next round begins where this one left gaps.
        if (point === 1 + offset) throw new Error('nothing was done that could be stopped');
        offset = (offset + 1) % stride;
        point = 1 + offset;
        continue;
      }
      point += stride;
      facts.kills += 1;
      await gate.kill();
      const sent = application.arrived.length - before;
      const repeated = repeatedDeliveries(application.arrived);
      gate = await stage.start();
      await stage.decide('resume').catch(() => undefined);
      await stage.untilDelivered();
      const again = repeatedDeliveries(application.arrived) - repeated;
      facts.repeated += again;
      if (sent === 0) facts.beforeSending += 1;
      else if (again > 0) facts.onTheWay += 1;
      else facts.settled += 1;
      // Of each order one is on its way at a time: more than these cannot come twice.
      if (again > calls.length) violations.push(`kill ${facts.kills}: ${again} deliveries came twice`);
      onProgress?.(facts.kills);
    }
    violations.push(...judgeCalls(acknowledged, application), ...(await stage.judgeStore()));
    const delivered = new Set(application.arrived.map(({ delivery }) => delivery));
    if (delivered.size !== acknowledged.length) {
      violations.push(`${acknowledged.length} were acknowledged, and ${delivered.size} delivered`);
    }
    return { violations, facts };
  });
}

interface Stage {
  readonly application: CalledApplication;
  readonly faults: Faults;
  start(): Promise<GateProcess>;
  on(): Promise<void>;
  off(): Promise<void>;
  decide(decision: 'pause' | 'resume'): Promise<unknown>;
  deliverAll(): Promise<void>;
  /** Or until that holds. */
  untilDelivered(isOver?: () => boolean): Promise<void>;
  judgeStore(): Promise<readonly string[]>;
}

async function onStage(work: (stage: Stage) => Promise<ProofResult>): Promise<ProofResult> {
  const state = temporaryDirectory();
  const faults = injectFaults({ folder: state.path });
  const application = await startCalledApplication();
  const control: ControlClient = createControlClient({
    stateDirectory: state.path,
    site: 'default',
    timeoutMs: 10_000,
  });
  let gate: GateProcess | null = null;
  const stage: Stage = {
    application,
    faults,
    async start() {
      gate = await startGateProcess({
        config: {
          upstream: application.origin,
          timeouts: { drainMs: 500 },
          replay: { perSecond: 100_000 },
          policy: callPolicy,
        },
        stateDirectory: state.path,
        environment: faults.environment,
      });
      return gate;
    },
    async on() {
      await control.post('/on', {
        reason: 'proof',
        actor: 'proof',
        force: true,
        anyway: true,
        mode: 'read-only',
      });
    },
    async off() {
      await control.post('/off', { actor: 'proof', anyway: true });
    },
    decide: (decision) =>
      control.post('/webhooks/decide', { decision, webhook, reason: 'proof', actor: 'proof' }),
    async deliverAll() {
      await this.off();
      await this.untilDelivered();
    },
    async untilDelivered(isOver = () => false) {
      for (let waitedMs = 0; !isOver(); waitedMs += 10) {
        const { webhooks } = await control.get<{
          webhooks: readonly { waiting: number; failed: number }[];
        }>('/webhooks');
        if (webhooks.every(({ waiting, failed }) => waiting === 0 && failed === 0)) return;
        if (waitedMs > 60_000) throw new Error(`still held: ${JSON.stringify(webhooks)}`);
        await pause(10);
      }
    },
    async judgeStore() {
      const { findings } = await control.post<{ findings: readonly unknown[] }>('/audit/verify', {});
      const problems = findings.map((finding) => `audit verify found ${JSON.stringify(finding)}`);
      const database = new DatabaseSync(join(state.path, 'portcullis.sqlite'), { readOnly: true });
      try {
        const found = database.prepare('pragma integrity_check').all();
        if (found[0]?.integrity_check !== 'ok')
          problems.push(`the store is damaged: ${JSON.stringify(found)}`);
      } finally {
        database.close();
      }
      return problems;
    },
  };
  try {
    return await work(stage);
  } finally {
    await (gate as GateProcess | null)?.kill();
    await application.close();
    faults.close();
    state.remove();
  }
}
