import { createHash } from 'node:crypto';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ControlClient, createControlClient } from 'portcullis';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { startPostgres } from '../support/postgres/start-postgres.ts';
import { sendRequest } from '../support/send-request.ts';
import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';

/** One call of a provider: the so manieth of its key. */
interface Call {
  readonly key: string;
  readonly number: number;
}

/** What the application saw of one key: in which order calls came for the first time, and how often at all. */
interface Seen {
  readonly firsts: Set<number>;
  arrivals: number;
}

const keysOfSender = 3;
const webhook = 'POST /hooks/:provider';
/** What nobody but Portcullis answers here. */
const heldStatus = 202;

export interface WebhookProofOptions extends ProofOptions {
  /** Servers beside each other: on one PostgreSQL where there are several, on SQLite where it is one. */
  readonly servers: number;
  /** How many providers call at the same time. @default 8 */
  readonly senders?: number;
  /** At most so many are acknowledged between two kills, drawn for each; every other kill comes within 120 ms. @default 100 */
  readonly mostBetweenKills?: number;
}

/**
 * Providers call without a pause, until so many calls were held, while a site is switched on and off and its servers are killed with
 * SIGKILL, also while they store and while they deliver. Every call that was acknowledged arrives, byte for byte, and for the first time in the
 * order of its key. A provider goes on with a key once a call of it was acknowledged, and repeats what was not.
 */
export async function proveWebhooks(options: WebhookProofOptions): Promise<ProofResult> {
  const { count, servers, senders = 8, mostBetweenKills = 100, seed = count + servers, onProgress } = options;
  const random = createRandom(seed);
  const application = await startApplication(random);
  const stage = await startStage({ servers, upstream: application.origin });
  const violations: string[] = [];
  const acknowledged: Call[] = [];
  let held = 0;
  let refused = 0;
  let kills = 0;
  let isOver = false;
  const providers = Array.from({ length: senders }, (_, sender) => callWithoutPause(sender));

  async function callWithoutPause(sender: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const numbers = new Map<string, number>();
    while (!isOver) {
      const key = `sender-${sender}-key-${random(keysOfSender)}`;
      const number = (numbers.get(key) ?? 0) + 1;
      const status = await call({ key, number }, agent);
      if (status >= 200 && status < 300) {
        numbers.set(key, number);
        acknowledged.push({ key, number });
        if (status !== heldStatus) continue;
        held += 1;
        onProgress?.(held);
      } else {
        refused += 1;
        await pause(5 + random(20));
      }
    }
    agent.destroy();
  }

  /** What it was answered; 0 = nothing. */
  async function call({ key, number }: Call, agent: Agent): Promise<number> {
    const { port } = stage.gates[random(servers)] ?? { port: 0 };
    try {
      const { status } = await sendRequest({
        port,
        agent,
        method: 'POST',
        target: '/hooks/any',
        headers: { Host: 'shop.example', 'X-Key': key },
        body: [bodyOf({ key, number })],
      });
      return status;
    } catch {
      return 0;
    }
  }

  async function untilMoreAreAcknowledged(more: number): Promise<void> {
    const number = acknowledged.length + more;
    for (let waitedMs = 0; acknowledged.length < number && held < count; waitedMs += 5) {
      if (waitedMs > 300_000) throw new Error(`nothing more than ${acknowledged.length} is acknowledged`);
      await pause(5);
    }
  }

  try {
    while (held < count) {
      kills += 1;
      await stage.turn(kills % 2 === 1 ? 'on' : 'off');
      // Soon after the switch, and after a while; while it stores on odd turns, while it delivers on even ones.
      if (random(2) === 0) await pause(random(120));
      else await untilMoreAreAcknowledged(random(mostBetweenKills));
      await stage.killOne(random(servers));
    }
    isOver = true;
    await Promise.all(providers);
    await stage.turn('off');
    await stage.untilDelivered();
    violations.push(...judge(acknowledged, application.seen), ...application.wrong);
  } finally {
    isOver = true;
    await Promise.all(providers);
    await stage.stop();
    await application.close();
  }
  const arrivals = [...application.seen.values()].reduce((sum, { arrivals: some }) => sum + some, 0);
  const distinct = [...application.seen.values()].reduce((sum, { firsts }) => sum + firsts.size, 0);
  return {
    violations,
    facts: {
      kills,
      acknowledged: acknowledged.length,
      held,
      refused,
      delivered: application.delivered(),
      duplicates: arrivals - distinct,
    },
  };
}

function judge(acknowledged: readonly Call[], seen: ReadonlyMap<string, Seen>): readonly string[] {
  const violations: string[] = [];
  for (const { key, number } of acknowledged) {
    if (seen.get(key)?.firsts.has(number) !== true)
      violations.push(`${key} ${number} was acknowledged and is lost`);
  }
  for (const [key, { firsts }] of seen) {
    let before = 0;
    for (const number of firsts) {
      if (number < before) violations.push(`${key} ${number} arrived for the first time behind ${before}`);
      before = number;
    }
  }
  return violations;
}

/** As large as most are, and different in every byte. */
function bodyOf({ key, number }: Call): string {
  const filling = createHash('sha512').update(`${key} ${number}`).digest('hex').repeat(6);
  return JSON.stringify({ key, number, filling });
}

async function startApplication(random: (below: number) => number) {
  const seen = new Map<string, Seen>();
  const wrong: string[] = [];
  let deliveries = 0;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { key, number } = JSON.parse(body) as Call;
      if (body !== bodyOf({ key, number })) wrong.push(`${key} ${number} arrived with other bytes`);
      if (incoming.headers['x-key'] !== key) wrong.push(`${key} ${number} arrived with another header`);
      if (incoming.headers['portcullis-delivery'] !== undefined) deliveries += 1;
      const known = seen.get(key) ?? { firsts: new Set(), arrivals: 0 };
      seen.set(key, known);
      known.arrivals += 1;
      known.firsts.add(number);
      setTimeout(() => response.writeHead(200).end(), random(4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    wrong,
    delivered: () => deliveries,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Stage {
  readonly gates: readonly GateProcess[];
  turn(direction: 'on' | 'off'): Promise<void>;
  killOne(index: number): Promise<void>;
  untilDelivered(): Promise<void>;
  stop(): Promise<void>;
}

async function startStage({
  servers,
  upstream,
}: {
  readonly servers: number;
  readonly upstream: string;
}): Promise<Stage> {
  const postgres = servers > 1 ? await startPostgres(15) : null;
  const states = Array.from({ length: servers }, temporaryDirectory);
  const config = {
    upstream,
    timeouts: { drainMs: 500 },
    replay: { perSecond: 100_000, atOnce: 16, timeoutMs: 2_000 },
    policy: { webhooks: [{ match: webhook, order: { header: 'x-key' }, whenFailed: 'wait' as const }] },
    ...(postgres !== null && { store: { kind: 'postgres' as const, place: postgres.adminUrl } }),
  };
  const start = (index: number) =>
    startGateProcess({
      config,
      stateDirectory: states[index]?.path ?? '',
      environment: { PORTCULLIS_SECRET: Buffer.alloc(32, 'webhooks').toString('base64url') },
    });
  const gates: GateProcess[] = [];
  for (let index = 0; index < servers; index += 1) gates.push(await start(index));
  const controls: readonly ControlClient[] = states.map(({ path }) =>
    createControlClient({ stateDirectory: path, site: 'default', timeoutMs: 10_000 }),
  );
  const control = () => controls[0] ?? createControlClient({ stateDirectory: '', site: 'default' });

  return {
    gates,
    async turn(direction) {
      const body = { reason: 'proof', actor: 'proof', force: true, anyway: true, mode: 'read-only' };
      for (let tries = 0; ; tries += 1) {
        try {
          await control().post(
            direction === 'on' ? '/on' : '/off',
            direction === 'on' ? body : { actor: 'proof', anyway: true },
          );
          return;
        } catch (error) {
          if (tries === 50) throw error;
          await pause(100);
        }
      }
    },
    async killOne(index) {
      await gates[index]?.kill();
      gates[index] = await start(index);
    },
    async untilDelivered() {
      for (let waitedMs = 0; ; waitedMs += 100) {
        const { webhooks } = await control().get<{
          webhooks: readonly { waiting: number; failed: number }[];
        }>('/webhooks');
        if (webhooks.every(({ waiting, failed }) => waiting === 0 && failed === 0)) return;
        if (waitedMs > 120_000) throw new Error(`still held: ${JSON.stringify(webhooks)}`);
        await pause(100);
      }
    },
    async stop() {
      for (const gate of gates) await gate.stop();
      for (const state of states) state.remove();
      await postgres?.stop();
    },
  };
}
