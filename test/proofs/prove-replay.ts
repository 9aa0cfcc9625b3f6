import { Agent } from 'node:http';
import { createControlClient } from 'portcullis';
import { startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { memoryOf, mostMemory } from '../support/process-memory.ts';
import { type Respond, startRecorder } from '../support/recorder.ts';
import { sendRequest } from '../support/send-request.ts';
import { type ProofOptions, type ProofResult, pause } from './proof.ts';

const keys = 100;
const liveCallers = 8;
const measureMs = 20_000;

export interface ReplayProofOptions extends ProofOptions {
  /** Deliveries in a second. @default 1000 */
  readonly perSecond?: number;
}

/**
 * F27: so many webhooks are held, and then delivered at the rate while live traffic runs. All arrive, in the order of their keys, and
 * live traffic has nine tenths of what it has alone. The application takes 2 ms for each request.
 */
export async function proveReplay({
  count,
  perSecond = 1_000,
  onProgress,
}: ReplayProofOptions): Promise<ProofResult> {
  // Judged as they come: a million of them would not fit into memory here.
  const arrived = createArrivals();
  const respond: Respond = ({ method, body }, response) => {
    if (method === 'POST') arrived.add(body);
    if (application.requests.length >= 10_000) application.clear();
    setTimeout(() => response.writeHead(200).end('ok'), 2);
  };
  const application = await startRecorder(respond);
  const state = temporaryDirectory();
  const gate = await startGateProcess({
    config: {
      upstream: application.origin,
      timeouts: { drainMs: 500 },
      replay: { perSecond },
      policy: { webhooks: [{ match: 'POST /hooks/any', order: { header: 'x-key' } }] },
    },
    stateDirectory: state.path,
  });
  const control = createControlClient({ stateDirectory: state.path, site: 'default', timeoutMs: 60_000 });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send = (method: string, target: string, headers = {}, body?: string) =>
    sendRequest({
      port: gate.port,
      agent,
      method,
      target,
      headers: { Host: 'shop.example', ...headers },
      ...(body !== undefined && { body: [body] }),
    });
  const violations: string[] = [];
  const memory = mostMemory(gate.processId);
  const before = memoryOf(gate.processId);

  async function fill(): Promise<number> {
    const startedMs = performance.now();
    let done = 0;
    // One caller for each key: a provider goes on once its call was acknowledged.
    const caller = async (key: number) => {
      for (let number = 1; number <= Math.ceil((count - key) / keys); number += 1) {
        const { status } = await send(
          'POST',
          '/hooks/any',
          { 'X-Key': key },
          `${key} ${number} ${'x'.repeat(1_000)}`,
        );
        if (status !== 202) violations.push(`${key} ${number} was answered ${status}`);
        onProgress?.(++done);
      }
    };
    await Promise.all(Array.from({ length: keys }, (_, key) => caller(key)));
    return performance.now() - startedMs;
  }

  async function live(
    whileMs: number,
    isOver: () => boolean,
  ): Promise<{ perSecond: number; failed: number }> {
    const startedMs = performance.now();
    let done = 0;
    let failed = 0;
    const caller = async () => {
      while (performance.now() - startedMs < whileMs && !isOver()) {
        const { status } = await send('GET', '/');
        if (status === 200) done += 1;
        else failed += 1;
      }
    };
    await Promise.all(Array.from({ length: liveCallers }, caller));
    return { perSecond: Math.round((done / (performance.now() - startedMs)) * 1_000), failed };
  }

  try {
    await control.post('/on', {
      reason: 'proof',
      actor: 'proof',
      force: true,
      anyway: true,
      mode: 'read-only',
    });
    const fillMs = await fill();
    const alone = await live(Math.min(measureMs, count), () => false);
    await control.post('/off', { actor: 'proof', anyway: true });
    const startedMs = performance.now();
    const beside = await live(measureMs, () => arrived.deliveries() >= count);
    const duringLive = arrived.deliveries() / ((performance.now() - startedMs) / 1_000);
    for (let quiet = 0, last = -1; arrived.deliveries() < count && quiet < 600; ) {
      await pause(100);
      quiet = arrived.deliveries() === last ? quiet + 1 : 0;
      last = arrived.deliveries();
    }
    const replayMs = performance.now() - startedMs;
    violations.push(...arrived.judge(count));
    if (alone.failed + beside.failed > 0)
      violations.push(`${alone.failed + beside.failed} live requests failed`);
    const share = Math.round((beside.perSecond / alone.perSecond) * 100);
    // A short run measures nothing.
    if (count >= 10_000 && share < 90) violations.push(`live traffic had ${share} % of what it has alone`);
    const most = memory.stop();
    if (most > 600) violations.push(`the process took ${most} MB`);
    const facts = {
      ...{ held: count, heldPerSecond: Math.round((count / fillMs) * 1_000) },
      ...{ liveAlone: alone.perSecond, liveBeside: beside.perSecond, percent: share },
      ...{
        deliveredBesideLive: Math.round(duringLive),
        deliveredPerSecond: Math.round((count / replayMs) * 1_000),
      },
      ...{ duplicates: arrived.duplicates(), megabytesBefore: before, megabytesMost: most },
    };
    return { violations, facts };
  } finally {
    agent.destroy();
    await gate.stop();
    state.remove();
    await application.close();
  }
}

/** What reached the application, of each key in the order in which it was sent. */
function createArrivals() {
  const violations: string[] = [];
  const last = new Map<string, number>();
  let deliveries = 0;
  let distinct = 0;
  return {
    add(body: string) {
      deliveries += 1;
      const [key = '', number = '0'] = body.split(' ', 2);
      const before = last.get(key) ?? 0;
      if (Number(number) <= before) return;
      if (Number(number) > before + 1) violations.push(`${key} ${number} arrived behind ${before}`);
      last.set(key, Number(number));
      distinct += 1;
    },
    deliveries: () => deliveries,
    duplicates: () => deliveries - distinct,
    judge(count: number): readonly string[] {
      return distinct === count
        ? violations
        : [...violations, `${count - distinct} of ${count} never arrived`];
    },
  };
}
