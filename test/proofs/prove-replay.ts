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
  // Counted as they come: to look through all that came for each live request would be what is measured.
  let delivered = 0;
  const respond: Respond = ({ method }, response) => {
    if (method === 'POST') delivered += 1;
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
    const deliveries = () => delivered;
    const beside = await live(measureMs, () => deliveries() >= count);
    const duringLive = deliveries() / ((performance.now() - startedMs) / 1_000);
    for (let quiet = 0, last = -1; deliveries() < count && quiet < 600; ) {
      await pause(100);
      quiet = deliveries() === last ? quiet + 1 : 0;
      last = deliveries();
    }
    const replayMs = performance.now() - startedMs;
    const { duplicates, ...judged } = judge(
      application.writes().map(({ body }) => body),
      count,
    );
    violations.push(...judged.violations);
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
      ...{ duplicates, megabytesBefore: before, megabytesMost: most },
    };
    return { violations, facts };
  } finally {
    agent.destroy();
    await gate.stop();
    state.remove();
    await application.close();
  }
}

function judge(bodies: readonly string[], count: number): { violations: string[]; duplicates: number } {
  const violations: string[] = [];
  const last = new Map<string, number>();
  let distinct = 0;
  for (const body of bodies) {
    const [key = '', number = '0'] = body.split(' ', 2);
    const before = last.get(key) ?? 0;
    if (Number(number) <= before) continue;
    if (Number(number) > before + 1) violations.push(`${key} ${number} arrived behind ${before}`);
    last.set(key, Number(number));
    distinct += 1;
  }
  if (distinct !== count) violations.push(`${count - distinct} of ${count} never arrived`);
  return { violations, duplicates: bodies.length - distinct };
}
