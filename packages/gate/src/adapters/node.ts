import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Gate, unfailingLogger } from '../runtime/for-adapters.ts';
import type { Answered } from './admit.ts';
import {
  type Arrived,
  Exchange,
  type ExchangeSettings,
  guardExchange,
  watchSlowClients,
} from './guard-exchange.ts';
import { type AttachOptions, type GuardedServer, guardServer } from './guard-server.ts';
import { isGuarded } from './guarded-servers.ts';
import { announce, type Capabilities, checkGate, consoleLogger, type MaintenanceOptions } from './host.ts';
import { createBypassWarning } from './listener-warning.ts';
import { enterAtOnce } from './node-entrance.ts';
import { rawRequestOf } from './node-request.ts';
import { sendAnswer } from './node-response.ts';
import { RefusedError } from './refused-error.ts';

export { type BodyMemory, createBodyMemory } from './body-memory.ts';
export type { AttachOptions, GuardedServer } from './guard-server.ts';
export type { Capabilities, MaintenanceOptions } from './host.ts';
export { type BodyLoss, createNodeBody, type NodeBodyOptions, releaseNodeBody } from './node-body.ts';
export { decompressInNode } from './node-decompress.ts';
export { type ErrorMiddleware, maskErrors } from './node-mask-errors.ts';
export { rawRequestOf } from './node-request.ts';
export { sendAnswer, sendAnswerOnSocket } from './node-response.ts';
export { RefusedError } from './refused-error.ts';
export { decisionOf } from './remember-admitted.ts';
export { createSlowClients, isReadSlowly, isStillComing, type SlowClients } from './slow-clients.ts';
export { closeWithConnection } from './waiting-responses.ts';

export const capabilities: Capabilities = {
  host: 'node',
  sees: { rawTarget: true, rawHeaders: true, peer: true, upgrade: true },
  honours: { banner: false, stylesheet: false, mask: true, privateCaching: true, decisionHeader: true },
};

/** For `node:http` and everything that takes `(request, response, next)`. */
export interface NodeMaintenance {
  (incoming: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void;
  /**
   * Judges what Node hands past middleware: upgrades (WebSockets), CONNECT, and requests with `Expect`, when the server
   * has listeners for them; and every request where others listen for them besides the app, or around it (Socket.IO,
   * SockJS). Call it once for each server; open sockets are judged again when the switch changes.
   */
  attach(server: GuardedServer, options?: AttachOptions): void;
}

/** A middleware that lets requests in or answers them itself. Put it first. */
export function maintenance(gate: Gate, options: MaintenanceOptions = {}): NodeMaintenance {
  return createNodeMaintenance(gate, capabilities, options);
}

/**
 * What `attach` of a middleware does, for hosts whose middleware knows nothing of Node: Hono on @hono/node-server. Give it
 * what `serve` returns.
 */
export function attach(
  gate: Gate,
  server: GuardedServer,
  options: Pick<MaintenanceOptions, 'logger' | 'slowClientGraceMs'> & AttachOptions = {},
): void {
  checkGate(gate);
  if (isGuarded(gate, server)) return;
  const logger = unfailingLogger(options.logger ?? consoleLogger, 'warn');
  watchSlowClients(gate, logger, options);
  guardServer(server, { gate, logger }, options);
}

/** The same for every host that speaks `(request, response, next)`. */
export function createNodeMaintenance(
  gate: Gate,
  host: Capabilities,
  options: MaintenanceOptions,
): NodeMaintenance {
  const { errors = 'answer' } = options;
  const logger = announce(host, gate, options);
  const warnOfBypass = createBypassWarning(gate, logger);
  const settings: NodeSettings = { gate, logger, errors };
  watchSlowClients(gate, logger, options);

  function handle(
    incoming: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    warnOfBypass(incoming);
    const arrived = { raw: rawRequestOf(incoming), incoming, response };
    if (enterAtOnce(gate, arrived.raw, arrived) !== null) next();
    else guardExchange(new NodeExchange(settings, arrived, next));
  }

  return Object.assign(handle, {
    attach: (server: GuardedServer, how?: AttachOptions) => guardServer(server, settings, how),
  });
}

interface NodeSettings extends ExchangeSettings {
  readonly errors: 'answer' | 'throw';
}

class NodeExchange extends Exchange {
  readonly #settings: NodeSettings;
  readonly #next: (error?: unknown) => void;

  constructor(settings: NodeSettings, arrived: Arrived, next: (error?: unknown) => void) {
    super(settings, arrived);
    this.#settings = settings;
    this.#next = next;
  }

  override pass(): void {
    this.#next();
  }

  override answer({ answer, refusal }: Answered): void {
    if (refusal === null || this.#settings.errors === 'answer')
      sendAnswer(this.incoming, this.response, answer);
    else this.#next(new RefusedError(refusal, answer));
  }
}
