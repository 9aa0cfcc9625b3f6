import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type Answer,
  failureAnswer,
  type Gate,
  type Judgement,
  type RawRequest,
} from '../runtime/for-adapters.ts';
import { type Answered, admit, Passage, withoutFilteredSocket } from './admit.ts';
import type { Admitted } from './entrance.ts';
import { type Arrived, Exchange, type ExchangeSettings, guardExchange } from './guard-exchange.ts';
import { markGuarded } from './guarded-servers.ts';
import { enterAtOnce } from './node-entrance.ts';
import { warnOfHttp2 } from './node-http2.ts';
import { type RequestListener, watchRequestListeners } from './node-listeners.ts';
import { prepareRequest, rawRequestOf } from './node-request.ts';
import { sendAnswer, sendAnswerOnSocket } from './node-response.ts';
import { rememberAdmitted } from './remember-admitted.ts';

/** A server of `node:http` or `node:https`, as far as it is looked at. */
export interface GuardedServer {
  emit(event: string, ...given: unknown[]): boolean;
  listenerCount(event: string): number;
  listeners(event: string): readonly unknown[];
  on(event: 'newListener' | 'removeListener', listener: () => void): this;
  once(event: 'close', listener: () => void): unknown;
}

export interface AttachOptions {
  /**
   * The listener that has the gate inside: what the gate would refuse goes to it alone, so that it may guard less than
   * the server. @default the server's only listener when that is an app of Express or Connect; otherwise the gate itself
   * answers what it refuses
   */
  readonly app?: RequestListener;
}

/** How often open connections are judged again: passes expire and sessions end without a change of the switch. */
const recheckMs = 20_000;

/** Judges what a server hands past its middleware before any listener sees it, whenever that was added. Idempotent. */
export function guardServer(
  server: GuardedServer,
  settings: ExchangeSettings,
  { app: named }: AttachOptions = {},
): void {
  const { gate } = settings;
  if (!markGuarded(gate, server)) return;
  warnOfHttp2(server, settings.logger);
  const tunnels = watchTunnels(gate);
  server.once('close', tunnels.close);
  const listeners = watchRequestListeners(server, named ?? null);
  const emit = server.emit.bind(server);
  // Listeners run in the order they were added, and none can stop the next: only `emit` comes before all of them.
  server.emit = (event, ...given) => {
    if (event === 'request' && listeners.isAppAlone()) return emit(event, ...given);
    const goOn = () => void emit(event, ...given);
    // What Node hands over with each of these events is its contract.
    if (event === 'upgrade' || event === 'connect') {
      const [incoming, socket] = given as [IncomingMessage, Duplex];
      void guardSocket(gate, { incoming, socket, tunnels, goOn });
      return true;
    }
    if (event === 'request' || event === 'checkContinue' || event === 'checkExpectation') {
      const [incoming, response] = given as [IncomingMessage, ServerResponse];
      const app = event === 'request' ? listeners.app : null;
      const arrived = { raw: rawRequestOf(incoming), incoming, response };
      if (enterAtOnce(gate, arrived.raw, arrived) !== null) return emit(event, ...given);
      guardExchange(new ServerExchange(settings, arrived, { event, app, goOn }));
      return true;
    }
    return emit(event, ...given);
  };
}

interface Emitted {
  readonly event: 'request' | 'checkContinue' | 'checkExpectation';
  /** Asks the gate itself, and is asked instead of whoever else listens when that would refuse. */
  readonly app: RequestListener | null;
  readonly goOn: () => void;
}

/** What a server is about to tell its listeners of. */
class ServerExchange extends Exchange {
  readonly #emitted: Emitted;
  #isLeft = false;

  constructor(settings: ExchangeSettings, arrived: Arrived, emitted: Emitted) {
    super(settings, arrived);
    this.#emitted = emitted;
  }

  override pass(): void {
    this.#emitted.goOn();
  }

  override answerTo(judgement: Judgement): Answer | Promise<Answer> {
    if (this.#emitted.app === null || judgement.decision.kind !== 'refuse') return super.answerTo(judgement);
    // Its gate refuses as its host wants it, and puts it on record; or it has taken the route out.
    this.#isLeft = true;
    return failureAnswer();
  }

  override answer({ answer }: Answered): void {
    const { app } = this.#emitted;
    if (this.#isLeft && app !== null) app(this.incoming, this.response);
    else sendAnswer(this.incoming, this.response, answer);
  }

  override beforeReading(): void {
    if (this.#emitted.event === 'checkContinue') this.response.writeContinue();
  }
}

/** A handshake, whose body nobody reads. */
class SocketPassage extends Passage {
  protected override readOnce(): Promise<null> {
    return Promise.resolve(null);
  }
}

interface Handshake {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly tunnels: Tunnels;
  readonly goOn: () => void;
}

async function guardSocket(gate: Gate, { incoming, socket, tunnels, goOn }: Handshake): Promise<void> {
  // Node has taken its own listener off: without one a reset while we wait would end the process.
  const onError = () => socket.destroy();
  socket.on('error', onError);
  const admission = await admit(new SocketPassage(gate, rawRequestOf(incoming), null));
  if (admission.kind === 'answered') {
    sendAnswerOnSocket(socket, admission.answer);
    return;
  }
  if (socket.destroyed) {
    admission.end();
    return;
  }
  prepareRequest(incoming, admission);
  rememberAdmitted(incoming, admission);
  tunnels.add(socket, admission);
  socket.off('error', onError);
  goOn();
}

interface Tunnels {
  add(socket: Duplex, admitted: Admitted): void;
  close(): void;
}

/** Open connections are judged again when the switch changes; what would be refused now is cut. */
function watchTunnels(gate: Gate): Tunnels {
  const open = new Map<Duplex, RawRequest>();
  async function cutIfRefused(socket: Duplex, raw: RawRequest): Promise<void> {
    const { decision } = withoutFilteredSocket(await gate.judge(raw, { view: gate.view() }));
    if (decision.kind !== 'allow') socket.destroy();
  }
  const judgeAll = () => {
    for (const [socket, raw] of open) void cutIfRefused(socket, raw).catch(() => socket.destroy());
  };
  const unsubscribe = gate.subscribe(judgeAll);
  const recheck = setInterval(judgeAll, recheckMs).unref();
  return {
    add(socket, admitted) {
      open.set(socket, admitted.judgement.request.raw);
      socket.once('close', () => {
        open.delete(socket);
        admitted.end();
      });
    },
    close() {
      clearInterval(recheck);
      unsubscribe();
    },
  };
}
