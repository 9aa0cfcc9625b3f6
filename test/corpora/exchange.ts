import { connect } from 'node:net';
import { createWire, header, type Message, type Wire } from '../../packages/server/test/proxy/wire.ts';
import type { CorpusGate } from './gate.ts';
import { whoAmI } from './upstreams/raw-upstream.ts';
import type { Hit, RecordingUpstream } from './upstreams/upstream.ts';

/** What one case did: how the gate answered, and what the application has on record of it. */
export interface Seen {
  /** In order; empty when the gate closed without a word. */
  readonly answers: readonly Message[];
  /** Whether the gate closed the connection, or said that it would. */
  readonly isClosed: boolean;
  readonly hits: readonly Hit[];
}

export interface SendOptions {
  readonly gate: CorpusGate;
  readonly upstream: RecordingUpstream;
  /** One character is one byte. */
  readonly bytes: string;
  /** How many answers are waited for, unless the gate closes before. @default 1 */
  readonly answers?: number;
  /** Whether the gate is expected to close behind its answers. @default false */
  readonly untilClosed?: boolean;
  /** Where the connection comes from. @default any loopback address */
  readonly from?: string;
  /** Where the gate listens. @default "127.0.0.1" */
  readonly to?: string;
  /** Goes on with the connection after the answers, before the record is read. */
  readonly then?: (wire: Wire, answers: readonly Message[]) => Promise<void>;
}

/** Sends bytes on a connection of their own and reads the record when everything sent can be on it. */
export async function send(options: SendOptions): Promise<Seen> {
  const { gate, upstream, bytes, answers: wanted = 1, untilClosed = false, then, from } = options;
  upstream.clear();
  const wire = await dialFrom(gate.port, options);
  const answers: Message[] = [];
  let isClosed = false;
  try {
    wire.send(bytes);
    const toHead = bytes.startsWith('HEAD ');
    while (answers.length < wanted && !isClosed) {
      const answer = await wire.message({ toHead }).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ConnectionClosed') throw error;
        return null;
      });
      if (answer === null) isClosed = true;
      else answers.push(answer);
    }
    if (untilClosed && !isClosed) {
      isClosed = saysClose(answers.at(-1)) || (await closesByItself(wire));
      // The gate lingers for what may still come; nothing does.
      wire.socket.end();
      await wire.closed();
    }
    await then?.(wire, answers);
    await settle(gate.port, upstream);
    const hits = recordOf(upstream);
    upstream.noteExchange?.({
      policy: gate.policy,
      mode: gate.mode(),
      bytes,
      hits,
      ...(from !== undefined && { from }),
    });
    return { answers, isClosed, hits };
  } finally {
    wire.destroy();
  }
}

/** Where a framework answers instead of the gate, it may close without a word. */
async function closesByItself(wire: Wire): Promise<boolean> {
  const patience = new Promise<false>((resolve) => setTimeout(resolve, 1_000, false).unref());
  return Promise.race([wire.closed().then(() => true), patience]);
}

function saysClose(answer: Message | undefined): boolean {
  return answer !== undefined && header(answer.headers, 'connection')?.toLowerCase() === 'close';
}

export async function dialFrom(
  port: number,
  { from, to = '127.0.0.1' }: Pick<SendOptions, 'from' | 'to'>,
): Promise<Wire> {
  const socket = connect({
    port,
    host: to,
    allowHalfOpen: true,
    ...(from !== undefined && { localAddress: from }),
  });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return createWire(socket);
}

/** Sends a request that always passes behind the others: once it is on record, so is what came before. */
export async function settle(port: number, record: Pick<RecordingUpstream, 'name' | 'hits'>): Promise<void> {
  const marksOf = () => record.hits().filter(({ target }) => target === markPath).length;
  const before = marksOf();
  const wire = await dialFrom(port, {});
  try {
    wire.send(`GET ${markPath} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n`);
    const { start } = await wire.message();
    if (!start.includes(' 200 ')) throw new Error(`Expected the mark to pass, the gate answered ${start}`);
  } finally {
    wire.destroy();
  }
  for (let look = 0; look < 500; look += 1) {
    if (marksOf() > before) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Expected ${markPath} on the record of ${record.name}`);
}

/** A health check: allowed in every mode and to everybody. No case sends it. */
export const markPath = '/healthz';

/** Without what the gate asks on its own account. */
export function recordOf(upstream: RecordingUpstream): readonly Hit[] {
  return upstream.hits().filter(({ target }) => target !== markPath && target !== whoAmI);
}

export function statusOf(message: Message | undefined): number {
  return Number(message?.start.split(' ')[1] ?? 0);
}

export function shown(hits: readonly Hit[]): string {
  if (hits.length === 0) return 'nothing';
  return hits
    .map(({ method, target, body, isCut }) => {
      const text = `${isCut ? '(cut off) ' : ''}${method} ${target}`;
      const cut = text.length > 120 ? `${text.slice(0, 117)}...` : text;
      return JSON.stringify(body === '' ? cut : `${cut} body ${body.slice(0, 60)}`);
    })
    .join(', ');
}
