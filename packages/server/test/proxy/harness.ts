import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import type { ForwardInstruction, ForwardOutcome, ProxyOptions } from '../../src/proxy/contract.ts';
import { createListener, type Listener, type ListenerOptions } from '../../src/proxy/listen.ts';
import { createProxy } from '../../src/proxy/proxy.ts';
import { createSocketResponse } from '../../src/proxy/socket-response.ts';
import type { UpstreamError } from '../../src/proxy/upstream-error.ts';
import { type RawUpstream, startRawUpstream } from './raw-upstream.ts';
import { dial, type Wire } from './wire.ts';

export interface GateOptions {
  readonly upstream: URL;
  readonly proxy?: Partial<ProxyOptions>;
  readonly limits?: ListenerOptions['limits'];
  /** Waited for between a request and its way to the upstream, as for somebody to be recognised. */
  readonly before?: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly instruct?: (incoming: IncomingMessage) => Partial<ForwardInstruction>;
}

export interface Gate {
  readonly port: number;
  readonly listener: Listener;
  readonly outcomes: ForwardOutcome[];
  readonly errors: UpstreamError[];
  /** Resolves with the next outcome that is not in `outcomes` yet. */
  finished(): Promise<ForwardOutcome>;
  close(): Promise<void>;
}

/** Listener and proxy as the server composes them, told to forward everything; ends with the test. */
export async function startGate(options: GateOptions): Promise<Gate> {
  const proxy = createProxy({ upstream: options.upstream, ...options.proxy });
  const outcomes: ForwardOutcome[] = [];
  const errors: UpstreamError[] = [];
  let seen = 0;
  let wake: (() => void) | null = null;

  const instruction = (
    incoming: IncomingMessage,
    answer: (status: number, kind: string) => void,
  ): ForwardInstruction => ({
    target: incoming.url ?? '/',
    forwarding: { clientAddress: null, scheme: 'http', host: incoming.headers.host ?? '', trusted: false },
    strip: STRIP,
    set: [],
    onError(error) {
      errors.push(error);
      answer(error.kind === 'timeout' ? 504 : 502, error.kind);
    },
    onFinished(outcome) {
      outcomes.push(outcome);
      wake?.();
    },
    ...options.instruct?.(incoming),
  });

  const listener = createListener({
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    onRequest(incoming, response) {
      const answer = (status: number, kind: string) =>
        response.writeHead(status, { 'X-Kind': kind, 'Content-Length': '0' }).end();
      const forward = () => proxy.forward(incoming, response, instruction(incoming, answer));
      if (options.before === undefined) forward();
      else void options.before(incoming, response).then(forward);
    },
    onUpgrade(incoming, socket, head) {
      const answer = (status: number, kind: string) =>
        createSocketResponse(incoming, socket)
          .writeHead(status, { 'X-Kind': kind, 'Content-Length': '0' })
          .end();
      proxy.tunnel(incoming, socket, head, instruction(incoming, answer));
    },
  });
  const address = await listener.listen({ host: '127.0.0.1', port: 0 });
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address');
  const gate: Gate = {
    port: address.port,
    listener,
    outcomes,
    errors,
    async finished() {
      while (outcomes.length === seen) await new Promise<void>((resolve) => (wake = resolve));
      const outcome = outcomes[seen];
      seen += 1;
      if (outcome === undefined) throw new Error('Expected an outcome');
      return outcome;
    },
    async close() {
      await proxy.close();
      await listener.drain(1);
    },
  };
  onTestFinished(() => gate.close());
  return gate;
}

const STRIP: ReadonlySet<string> = new Set(['portcullis-decision', 'x-user-id']);

export interface Scene {
  readonly gate: Gate;
  readonly upstream: RawUpstream;
  readonly client: Wire;
}

/** A scripted upstream, the proxy in front of it, and one client connection. */
export async function startScene(
  script: (wire: Wire, connection: number) => Promise<void>,
  options: Omit<GateOptions, 'upstream'> = {},
): Promise<Scene> {
  const upstream = await startRawUpstream(script);
  onTestFinished(() => upstream.close());
  const gate = await startGate({ ...options, upstream: upstream.url });
  const client = await dial(gate.port);
  onTestFinished(() => client.destroy());
  return { gate, upstream, client };
}

/** Resolves when a figure has not moved for ten looks: what is under way has come to a stop. */
export async function settled(figure: () => number): Promise<number> {
  let last = figure();
  for (let still = 0; still < 10; still += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (figure() !== last) still = 0;
    last = figure();
  }
  return last;
}
