import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Allow, Gate } from '../runtime/for-adapters.ts';
import type { Answered } from './admit.ts';
import type { Admitted } from './entrance.ts';
import { putFirst } from './fastify-hooks.ts';
import {
  type Arrived,
  Exchange,
  type ExchangeSettings,
  guardExchange,
  watchSlowClients,
} from './guard-exchange.ts';
import { type GuardedServer, guardServer } from './guard-server.ts';
import { announce, type Capabilities, type MaintenanceOptions } from './host.ts';
import { enterAtOnce } from './node-entrance.ts';
import type { RequestListener } from './node-listeners.ts';
import { rawRequestOf } from './node-request.ts';
import { beforeHead, leaveBody } from './node-response.ts';
import { RefusedError } from './refused-error.ts';
import { decisionOf as decisionOfIncoming } from './remember-admitted.ts';

export { type FastifyErrorHandler, type MaskErrorsOptions, maskErrors } from './fastify-mask-errors.ts';
export type { GuardedServer } from './guard-server.ts';
export type { Capabilities, MaintenanceOptions } from './host.ts';
export { RefusedError } from './refused-error.ts';

export const capabilities: Capabilities = {
  host: 'Fastify',
  sees: { rawTarget: true, rawHeaders: true, peer: true, upgrade: true },
  honours: { banner: false, stylesheet: false, mask: true, privateCaching: true, decisionHeader: true },
};

/** A request of Fastify, as far as it is looked at. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  /** What the route's `config` says; `portcullis: 'exempt'` lets it through in every mode, unseen. */
  readonly routeOptions: { readonly config: object };
  /** What the gate decided; null on exempt routes. */
  portcullis?: Allow | null;
}

export interface FastifyReplyLike {
  readonly raw: ServerResponse;
  code(statusCode: number): unknown;
  header(name: string, value: string | readonly string[]): unknown;
  send(payload?: unknown): unknown;
}

export interface FastifyLike {
  readonly server: GuardedServer;
  /** What Fastify listens with. */
  readonly routing: RequestListener;
  hasRequestDecorator(name: string): boolean;
  decorateRequest(name: 'portcullis', value: null): unknown;
  addHook(name: 'onRequest', hook: FastifyHook): unknown;
  after(then: () => void): unknown;
}

export type FastifyHook = (
  request: FastifyRequestLike,
  reply: FastifyReplyLike,
  done: (error?: Error) => void,
) => void;

/**
 * `await app.register(maintenance(gate))`, for Fastify 5. Guards every route, also those that do not exist, before every other
 * `onRequest` hook, and the sockets of the server. `config: { portcullis: 'exempt' }` of a route takes it out.
 */
export function maintenance(
  gate: Gate,
  options: MaintenanceOptions = {},
): (app: FastifyLike) => Promise<void> {
  const { errors = 'answer' } = options;
  const logger = announce(capabilities, gate, options);
  const settings: FastifySettings = { gate, logger, errors };
  watchSlowClients(gate, logger, options);

  const onRequest: FastifyHook = (request, reply, done) => {
    const { config } = request.routeOptions;
    if ('portcullis' in config && config.portcullis === 'exempt') return done();
    const { raw: incoming } = request;
    const arrived = { raw: rawRequestOf(incoming), incoming, response: reply.raw };
    const admitted = enterAtOnce(gate, arrived.raw, arrived);
    if (admitted === null)
      return guardExchange(new FastifyExchange(settings, arrived, { request, reply, done }));
    request.portcullis = admitted.decision;
    done();
  };

  async function plugin(app: FastifyLike): Promise<void> {
    if (!app.hasRequestDecorator('portcullis')) app.decorateRequest('portcullis', null);
    app.addHook('onRequest', onRequest);
    // Fastify adds it after this plugin, and what is asked for here after that.
    app.after(() => {
      if (putFirst(app, onRequest)) return;
      logger.warn(
        {},
        'portcullis: THE GATE MAY NOT SEE requests before hooks that were added earlier: this Fastify does not let it come first. Register it before every other plugin.',
      );
    });
    guardServer(app.server, settings, { app: app.routing });
  }
  // As `fastify-plugin` marks it: the hook is for the whole app, not for this plugin's own routes.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@portcullis/gate',
    [Symbol.for('plugin-meta')]: { name: '@portcullis/gate', fastify: '5.x' },
  });
}

/** What the gate decided about a request that it let in, Fastify's or Node's own; null for requests it never saw. */
export function decisionOf(request: object): Allow | null {
  const { raw } = request as Partial<FastifyRequestLike>;
  return decisionOfIncoming(raw ?? request);
}

/** What a hook is called with. */
interface Hooked {
  readonly request: FastifyRequestLike;
  readonly reply: FastifyReplyLike;
  readonly done: (error?: Error) => void;
}

interface FastifySettings extends ExchangeSettings {
  readonly errors: 'answer' | 'throw';
}

class FastifyExchange extends Exchange {
  readonly #settings: FastifySettings;
  readonly #request: FastifyRequestLike;
  readonly #reply: FastifyReplyLike;
  readonly #done: (error?: Error) => void;

  constructor(settings: FastifySettings, arrived: Arrived, { request, reply, done }: Hooked) {
    super(settings, arrived);
    this.#settings = settings;
    this.#request = request;
    this.#reply = reply;
    this.#done = done;
  }

  /** Route and query are read before any hook runs, and nobody can have them read again. */
  override shows(): boolean {
    return false;
  }

  override pass({ decision }: Admitted): void {
    this.#request.portcullis = decision;
    this.#done();
  }

  override answer({ answer, refusal }: Answered): void {
    const reply = this.#reply;
    // Hooks of the app (`onSend`) come after this, also for answers that are the gate's.
    beforeHead(this.response, answer);
    if (leaveBody(this.incoming, this.response) || answer.status === 400) reply.header('Connection', 'close');
    if (refusal !== null && this.#settings.errors === 'throw') {
      this.#done(new RefusedError(refusal, answer));
      return;
    }
    reply.code(answer.status);
    for (const [name, value] of answer.headers) reply.header(name, value);
    reply.send(answer.body);
  }
}
