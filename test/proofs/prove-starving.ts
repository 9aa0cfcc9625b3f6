import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { createControlClient } from 'portcullis';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { mostMemory } from '../support/process-memory.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';
import { sendRequest } from '../support/send-request.ts';
import { type ProofOptions, type ProofResult, pause } from './proof.ts';

const target = '/hooks/any';
const megabyte = 1_048_576;

interface Stage {
  readonly gate: GateProcess;
  readonly application: Recorder;
  /** Sends one and returns its status; 0 = no answer. */
  send(body: string | Buffer, method?: string): Promise<number>;
  turn(direction: 'on' | 'off'): Promise<unknown>;
  /** What of these acknowledged bodies the application never got, after waiting for it. */
  lost(acknowledged: readonly string[]): Promise<readonly string[]>;
  stop(): Promise<void>;
}

async function startStage(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
  // Of a body only its beginning says which it is.
  const application = await startRecorder((_, response) => void response.writeHead(200).end());
  const state = temporaryDirectory();
  const gate = await startGateProcess({
    config: {
      upstream: application.origin,
      timeouts: { drainMs: 500 },
      replay: { perSecond: 100_000, atOnce: 16 },
      policy: { webhooks: [{ match: `POST ${target}`, order: 'none', limits: { bodyBytes: 2 * megabyte } }] },
    },
    stateDirectory: state.path,
    environment,
  });
  const control = createControlClient({ stateDirectory: state.path, site: 'default', timeoutMs: 30_000 });
  return {
    gate,
    application,
    async send(body, method = 'POST') {
      try {
        const headers = { Host: 'shop.example' };
        const sent = { port: gate.port, method, target, headers, ...(method === 'POST' && { body: [body] }) };
        return (await sendRequest(sent)).status;
      } catch {
        return 0;
      }
    },
    turn: (direction) =>
      direction === 'on'
        ? control.post('/on', {
            reason: 'proof',
            actor: 'proof',
            force: true,
            anyway: true,
            mode: 'read-only',
          })
        : control.post('/off', { actor: 'proof', anyway: true }),
    async lost(acknowledged) {
      // Until nothing has come for ten seconds.
      for (let quietMs = 0, before = -1; ; quietMs += 100) {
        const { requests } = application;
        const arrived = new Set(requests.map(({ body }) => nameOf(body)));
        const missing = acknowledged.filter((name) => !arrived.has(name));
        if (missing.length === 0 || quietMs > 10_000) return missing;
        if (requests.length > before) quietMs = 0;
        before = requests.length;
        await pause(100);
      }
    },
    async stop() {
      await gate.stop();
      state.remove();
      await application.close();
    },
  };
}

const nameOf = (body: string) => body.slice(0, body.indexOf(' '));

/**
 * F26: so many webhooks of a megabyte at the same time, in a process with 64 MB of heap. Each is acknowledged and arrives, or is told
 * to come back; nothing is acknowledged and lost, and the process lives in bounded memory.
 */
export async function proveLargeWebhooks({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const stage = await startStage({ NODE_OPTIONS: '--max-old-space-size=64' });
  const violations: string[] = [];
  const memory = mostMemory(stage.gate.processId);
  const acknowledged: string[] = [];
  let refused = 0;
  let broken = 0;
  try {
    await stage.turn('on');
    const filling = 'x'.repeat(megabyte - 20);
    // More would be more of our own memory: what is asked of the gate is the same.
    const atOnce = Math.min(count, 400);
    let next = 0;
    const sender = async () => {
      while (next < count) {
        const name = `${next++}`;
        const status = await stage.send(`${name} ${filling}`);
        if (status >= 200 && status < 300) acknowledged.push(name);
        else if (status === 503) refused += 1;
        else broken += 1;
        onProgress?.(acknowledged.length + refused + broken);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, sender));
    if ((await stage.send('', 'GET')) !== 200) violations.push('a read is not answered any more');
    await stage.turn('off');
    violations.push(
      ...(await stage.lost(acknowledged)).map((name) => `${name} was acknowledged and is lost`),
    );
  } finally {
    await stage.stop();
  }
  const most = memory.stop();
  if (most > 700) violations.push(`the process took ${most} MB`);
  if (acknowledged.length === 0) violations.push('nothing was acknowledged');
  return {
    violations,
    facts: { webhooks: count, acknowledged: acknowledged.length, refused, broken, megabytes: most },
  };
}

/**
 * F23: so many connections that send nothing, half a head, a body of a byte a second, or read nothing of their answer. Others are
 * served meanwhile, and webhooks that are acknowledged arrive.
 */
export async function proveIdleSockets({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const stage = await startStage();
  const violations: string[] = [];
  const memory = mostMemory(stage.gate.processId);
  const acknowledged: string[] = [];
  const sockets = new Set<Socket>();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let refused = 0;
  let opened = 0;
  try {
    await stage.turn('on');
    const beginnings = [
      '',
      'GET / HTTP/1.1\r\nHost: sho',
      `POST ${target} HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 100000\r\n\r\nx`,
      `${'GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n'.repeat(20)}`,
    ];
    const open = (index: number) => {
      const beginning = beginnings[index % beginnings.length] ?? '';
      const socket = connect({ port: stage.gate.port, host: '127.0.0.1', allowHalfOpen: true });
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
      socket.once('connect', () => {
        opened += 1;
        socket.write(beginning);
      });
      socket.pause();
    };
    const trickle = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write('x');
    }, 1_000);
    for (let index = 0; index < count; index += 1) {
      open(index);
      if (index % 100 === 99) await pause(5);
      // One in a hundred is an honest call.
      if (index % 100 === 50) {
        const name = `${index}`;
        const status = await stage.send(`${name} x`);
        if (status === 202) acknowledged.push(name);
        else refused += 1;
        onProgress?.(index);
      }
    }
    clearInterval(trickle);
    for (let index = 0; index < 20; index += 1) if ((await stage.send('', 'GET')) !== 200) refused += 1;
    await stage.turn('off');
    violations.push(
      ...(await stage.lost(acknowledged)).map((name) => `${name} was acknowledged and is lost`),
    );
  } finally {
    agent.destroy();
    for (const socket of sockets) socket.destroy();
    await stage.stop();
  }
  const most = memory.stop();
  if (acknowledged.length === 0) violations.push('nobody was served beside them');
  if (most > 1_000) violations.push(`the process took ${most} MB`);
  return { violations, facts: { opened, acknowledged: acknowledged.length, refused, megabytes: most } };
}

/**
 * F25: a process that may open hardly any more files than it has. Whoever is refused is refused; nothing is acknowledged and lost, no
 * write gets through, and once there is room again everybody is served.
 */
export async function proveFewFiles({ count }: ProofOptions): Promise<ProofResult> {
  const stage = await startStage();
  const violations: string[] = [];
  const acknowledged: string[] = [];
  let refused = 0;
  try {
    await stage.turn('on');
    const { processId } = stage.gate;
    const open = readdirSync(`/proc/${processId}/fd`).length;
    const limit = Math.max(64, open + 4);
    await promisify(execFile)('prlimit', [`--pid=${processId}`, `--nofile=${limit}:${limit}`]);
    for (let round = 0; round < count; round += 1) {
      const crowd = Array.from({ length: 2 * limit }, () => {
        const socket = connect(stage.gate.port, '127.0.0.1');
        return socket.on('error', () => undefined);
      });
      await pause(50);
      const statuses = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const name = `${round}-${index}`;
          const sent = Promise.race([stage.send(`${name} x`), pause(2_000).then(() => 0)]);
          const status = await sent;
          if (status === 202) acknowledged.push(name);
          return status;
        }),
      );
      refused += statuses.filter((status) => status !== 202).length;
      for (const socket of crowd) socket.destroy();
    }
    let isServed = false;
    for (let tries = 0; tries < 100 && !isServed; tries += 1) {
      isServed = (await stage.send('after x')) === 202;
      if (!isServed) await pause(100);
    }
    if (isServed) acknowledged.push('after');
    else violations.push('nobody is served once there is room again');
    if (stage.application.writes().length > 0) violations.push('a write got through');
    await stage.turn('off');
    violations.push(
      ...(await stage.lost(acknowledged)).map((name) => `${name} was acknowledged and is lost`),
    );
  } finally {
    await stage.stop();
  }
  return { violations, facts: { rounds: count, acknowledged: acknowledged.length, refused } };
}
