import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { foldHeaderName } from '@portcullis/gate';
import type { Tunnel, TunnelInstruction } from './contract.ts';
import type { NodeContext } from './node-context.ts';
import { NodeExchange } from './node-exchange.ts';
import { endToEndHeaders } from './response-head.ts';
import { attachResponse } from './socket-response.ts';
import { UpstreamError } from './upstream-error.ts';
import { isWebSocketAcceptance, isWebSocketHandshake } from './websocket-handshake.ts';
import type { MessageFilter } from './websocket-messages.ts';
import { WebSocketTunnel } from './websocket-tunnel.ts';

export interface TunnelContext extends NodeContext {
  /** Open tunnels: the agent no longer knows connections that were upgraded. */
  readonly running: Set<{ destroy(): void }>;
}

export interface TunnelOptions {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes the client sent behind its handshake. */
  readonly head: Buffer;
  readonly instruction: TunnelInstruction;
}

/** Asks the upstream for a WebSocket; a refusal is passed on as the response it is, and the connection closed. */
export function openTunnel(options: TunnelOptions, context: TunnelContext): Tunnel {
  const { incoming, socket } = options;
  const exchange = new TunnelExchange(options, context);
  socket.on('error', () => socket.destroy());
  if (socket.destroyed) {
    exchange.response.destroy();
    return exchange;
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
  return exchange;
}

class TunnelExchange extends NodeExchange implements Tunnel {
  private readonly running: TunnelContext['running'];
  private readonly socket: Duplex;
  private readonly head: Buffer;
  private readonly tunnelInstruction: TunnelInstruction;
  private filter: MessageFilter | null;
  private isHeld = false;
  private isAnswered = false;
  private tunnel: WebSocketTunnel | null = null;

  constructor({ incoming, socket, head, instruction }: TunnelOptions, context: TunnelContext) {
    // Put on the socket only when the upstream refuses; until then the caller may answer there himself.
    super(incoming, new ServerResponse(incoming), instruction, context);
    this.running = context.running;
    this.socket = socket;
    this.head = head;
    this.tunnelInstruction = instruction;
    this.filter = instruction.filter ?? null;
  }

  hold(): void {
    this.isHeld = true;
    this.tunnel?.hold();
  }

  release(): void {
    this.isHeld = false;
    this.tunnel?.release();
  }

  setFilter(filter: MessageFilter | null): void {
    this.filter = filter;
    this.tunnel?.setFilter(filter);
  }

  close(code: number, reason: string): boolean {
    if (this.tunnel !== null) this.tunnel.close(code, reason);
    // An answer of the upstream that is no WebSocket ends by itself.
    if (this.tunnel !== null || this.settled || this.isAnswered) return true;
    const error = new UpstreamError('reset', 'The WebSocket was refused during its handshake');
    this.settle(null, error);
    this.request?.destroy(error);
    return false;
  }

  /** Before the tunnel stands, that is an abort; afterwards it is how tunnels end. */
  clientGone(): void {
    if (this.tunnel === null) this.response.destroy();
  }

  protected override start(): void {
    this.running.add(this);
    super.start();
  }

  destroy(): void {
    this.request?.destroy(new UpstreamError('reset', 'The proxy was closed during the handshake'));
    this.tunnel?.destroy();
    this.socket.destroy();
  }

  protected override over(): void {
    this.running.delete(this);
    super.over();
  }

  protected override upstreamHeaders(): string[] {
    const headers = this.context.requestHead(this.incoming, this.instruction);
    headers.push('Connection', 'Upgrade', 'Upgrade', 'websocket');
    return this.tunnelInstruction.withoutExtensions ? withoutExtensions(headers) : headers;
  }

  protected override receive(upstreamResponse: IncomingMessage): void {
    if (this.settled) {
      upstreamResponse.destroy();
      return;
    }
    this.isAnswered = true;
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
    const { onMessageRefused, withoutExtensions: isPlain } = this.tunnelInstruction;
    if (isPlain && upstreamResponse.headers['sec-websocket-extensions'] !== undefined) {
      upstreamSocket.destroy();
      this.failure ??= new UpstreamError(
        'protocol',
        'Expected a WebSocket without extensions, as none was offered (RFC 6455 9.1), the upstream chose one',
      );
      return false;
    }
    upstreamSocket.on('error', () => upstreamSocket.destroy());
    socket.write(switchingProtocols(upstreamResponse), 'latin1');
    const tunnel = new WebSocketTunnel({
      client: socket,
      upstream: upstreamSocket,
      filter: this.filter,
      onRefused: onMessageRefused,
      onOver: () => {
        this.over();
        this.settle(101, null);
      },
    });
    this.tunnel = tunnel;
    if (this.isHeld) tunnel.hold();
    tunnel.start({ client: this.head, upstream: head });
    return true;
  }
}

function switchingProtocols({ rawHeaders, headers, statusMessage = '' }: IncomingMessage): string {
  const passed = endToEndHeaders(rawHeaders, headers.connection, { dropLength: true, keepTrailer: false });
  let head = `HTTP/1.1 101 ${statusMessage}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
  for (let i = 0; i < passed.length; i += 2) head += `${passed[i]}: ${passed[i + 1]}\r\n`;
  return `${head}\r\n`;
}

/** Compressed messages could not be read. */
function withoutExtensions(headers: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    if (foldHeaderName(name) !== 'sec-websocket-extensions') kept.push(name, headers[i + 1] ?? '');
  }
  return kept;
}
