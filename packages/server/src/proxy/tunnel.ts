import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ForwardInstruction } from './contract.ts';
import type { NodeContext } from './node-context.ts';
import { NodeExchange } from './node-exchange.ts';
import { endToEndHeaders } from './response-head.ts';
import { attachResponse } from './socket-response.ts';
import { UpstreamError } from './upstream-error.ts';
import { isWebSocketAcceptance, isWebSocketHandshake } from './websocket-handshake.ts';

/** Finds peers that vanished without a word: an idle WebSocket is otherwise allowed to be silent for ever. */
const KEEP_ALIVE_PROBE_MS = 30_000;

/** How long one side may go on alone: a closing handshake needs a round trip, a vanished peer never ends. */
const HALF_CLOSED_MS = 2_000;

export interface TunnelContext extends NodeContext {
  /** Open tunnels: the agent no longer knows connections that were upgraded. */
  readonly running: Set<{ destroy(): void }>;
}

export interface TunnelOptions {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes the client sent behind its handshake. */
  readonly head: Buffer;
  readonly instruction: ForwardInstruction;
}

/** Asks the upstream for a WebSocket; a refusal is passed on as the response it is, and the connection closed. */
export function openTunnel(options: TunnelOptions, context: TunnelContext): void {
  const { incoming, socket } = options;
  const exchange = new TunnelExchange(options, context);
  socket.on('error', () => socket.destroy());
  if (socket.destroyed) {
    exchange.response.destroy();
    return;
  }
  socket.once('close', () => exchange.clientGone());
  if (isWebSocketHandshake(incoming)) exchange.begin();
  else {
    exchange.fail(
      new UpstreamError(
        'protocol',
        'Expected a WebSocket handshake (RFC 6455 4.1), got another kind of upgrade; answer it as an ordinary request',
      ),
    );
  }
}

class TunnelExchange extends NodeExchange {
  private readonly running: TunnelContext['running'];
  private readonly socket: Duplex;
  private readonly head: Buffer;
  private upstreamSocket: Duplex | null = null;

  constructor({ incoming, socket, head, instruction }: TunnelOptions, context: TunnelContext) {
    // Put on the socket only when the upstream refuses; until then the caller may answer there himself.
    super(incoming, new ServerResponse(incoming), instruction, context);
    this.running = context.running;
    this.socket = socket;
    this.head = head;
  }

  /** Before the tunnel stands, that is an abort; afterwards it is how tunnels end. */
  clientGone(): void {
    if (this.upstreamSocket === null) this.response.destroy();
  }

  protected override start(): void {
    this.running.add(this);
    super.start();
  }

  destroy(): void {
    this.request?.destroy(new UpstreamError('reset', 'The proxy was closed during the handshake'));
    this.upstreamSocket?.destroy();
    this.socket.destroy();
  }

  protected override over(): void {
    this.running.delete(this);
    super.over();
  }

  protected override upstreamHeaders(): string[] {
    const headers = this.context.requestHead(this.incoming, this.instruction);
    headers.push('Connection', 'Upgrade', 'Upgrade', 'websocket');
    return headers;
  }

  protected override receive(upstreamResponse: IncomingMessage): void {
    attachResponse(this.response, this.socket);
    super.receive(upstreamResponse);
  }

  protected override receiveUpgrade(
    upstreamResponse: IncomingMessage,
    upstreamSocket: Duplex,
    head: Buffer,
  ): boolean {
    const { incoming, socket } = this;
    if (
      this.settled ||
      !isWebSocketAcceptance(upstreamResponse, incoming.headers['sec-websocket-key'] ?? '')
    ) {
      upstreamSocket.destroy();
      this.failure ??= new UpstreamError(
        'protocol',
        'Expected a 101 that accepts this WebSocket handshake (RFC 6455 4.1), the upstream sent another 101',
      );
      return false;
    }
    this.upstreamSocket = upstreamSocket;
    upstreamSocket.on('error', () => upstreamSocket.destroy());
    socket.write(switchingProtocols(upstreamResponse), 'latin1');
    if (head.length > 0) socket.write(head);
    if (this.head.length > 0) upstreamSocket.write(this.head);
    probe(socket);
    probe(upstreamSocket);
    // `pipe` ends the other side when one ends.
    socket.pipe(upstreamSocket);
    upstreamSocket.pipe(socket);
    let halfClosed: NodeJS.Timeout | undefined;
    const onEnd = () => {
      halfClosed ??= setTimeout(() => this.destroy(), HALF_CLOSED_MS);
    };
    socket.once('end', onEnd).once('close', () => upstreamSocket.destroy());
    // It may have ended during the handshake.
    if (socket.readableEnded) onEnd();
    upstreamSocket.once('end', onEnd).once('close', () => {
      clearTimeout(halfClosed);
      // What the upstream said last is still being written.
      if (socket.writableFinished) socket.destroy();
      else socket.once('finish', () => socket.destroy()).end();
      this.over();
      this.settle(101, null);
    });
    return true;
  }
}

function switchingProtocols({ rawHeaders, headers, statusMessage = '' }: IncomingMessage): string {
  const passed = endToEndHeaders(rawHeaders, headers.connection, { dropLength: true, keepTrailer: false });
  let head = `HTTP/1.1 101 ${statusMessage}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
  for (let i = 0; i < passed.length; i += 2) head += `${passed[i]}: ${passed[i + 1]}\r\n`;
  return `${head}\r\n`;
}

function probe(socket: Duplex): void {
  if (socket instanceof Socket) socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS).setNoDelay(true);
}
