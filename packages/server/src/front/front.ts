import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type Answer,
  couldWrite,
  type Gate,
  type Hold,
  isAnsweredByGate,
  type Judgement,
  RunningJudgement,
  type RunningRequest,
  refusalOfHold,
  webhookName,
} from '@portcullis/gate';
import { createSlowClients, sendAnswer } from '@portcullis/gate/node';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { ForwardInstruction, Proxy as UpstreamProxy } from '../proxy/contract.ts';
import type { UpstreamError } from '../proxy/upstream-error.ts';
import type { Traffic } from '../traffic/observe-traffic.ts';
import type { Holding, WebhookHolder } from '../webhooks/hold-webhook.ts';
import { createInstructions } from './forward-instruction.ts';
import { HttpExchange } from './http-exchange.ts';
import type { ReportError } from './mask-words.ts';
import { createOpenSockets } from './open-sockets.ts';
import { createOpenStreams } from './open-streams.ts';
import { isOutdated } from './outdated.ts';
import { referenceIn } from './reference-in.ts';
import { createUpgrades } from './upgrades.ts';
import { upstreamErrorAnswer } from './upstream-error-answer.ts';

/** What the listener hands every request to. */
export interface Front {
  onRequest(incoming: IncomingMessage, response: ServerResponse): void;
  onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Lets go of what it holds; open tunnels are the listener's. */
  close(): void;
}

export interface FrontOptions {
  readonly gate: Gate;
  readonly proxy: UpstreamProxy;
  readonly metrics: Metrics;
  readonly traffic: Pick<Traffic, 'observe' | 'takeBack'>;
  readonly logger: Logger;
  /** Keeps a technical error that a restricted reader does not get to see, and gives it an id. */
  readonly report: ReportError;
  /** How often open sockets and streams of events are judged again. @default 20000 */
  readonly tunnelRecheckMs?: number;
  /** How long requests that a change of the switch refuses may still be sent, and their answers be read. */
  readonly slowClientGraceMs: number;
  /** Null: without a store nothing is held. */
  readonly webhooks: WebhookHolder | null;
}

/** When whoever sent a webhook comes again that could not be stored. */
const passesAfterSeconds = 60;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The exchange has it, and gives it up before all that knows of the judgement is over. */
function withoutBody(judgement: Judgement): Judgement {
  return judgement.body === null ? judgement : { ...judgement, body: null };
}

/** Joins gate and proxy: every request is judged, then answered here or forwarded. */
export function createFront(options: FrontOptions): Front {
  const { gate, proxy, metrics, traffic, logger, report, webhooks, slowClientGraceMs } = options;
  const { tunnelRecheckMs = 20_000 } = options;
  const instructionFor = createInstructions({ compiled: gate.view().snapshot.compiled, report });
  const sockets = createOpenSockets({ gate, logger });
  const streams = createOpenStreams({ gate, logger });
  const onUpgrade = createUpgrades({ gate, proxy, metrics, traffic, logger, sockets, instructionFor });
  const slowClients = createSlowClients({ gate, logger, graceMs: slowClientGraceMs });

  function onRequest(incoming: IncomingMessage, response: ServerResponse): void {
    consider(new HttpExchange(incoming, response));
  }

  function consider(exchange: HttpExchange): void {
    guarded(exchange, () => {
      const judged = gate.judge(exchange.raw, { body: exchange.reader() });
      return judged instanceof Promise
        ? judged.then((judgement) => act(judgement, exchange))
        : act(judged, exchange);
    });
  }

  /** Errors deny: whatever goes wrong here is an answer, never a request that hangs or a process that ends. */
  function guarded(exchange: HttpExchange, work: () => void | Promise<void>): void {
    try {
      work()?.catch((error: unknown) => fail(exchange, error));
    } catch (error) {
      fail(exchange, error);
    }
  }

  function act(judgement: Judgement, exchange: HttpExchange): void | Promise<void> {
    exchange.body ??= judgement.body;
    const { decision } = judgement;
    if (decision.kind === 'hold') return hold({ ...judgement, decision }, exchange);
    if (isAnsweredByGate(judgement.decision)) {
      metrics.count(judgement.decision);
      const { incoming, response } = exchange;
      return gate.answer(judgement, { body: exchange.reader() }).then((answer) => {
        traffic.observe(judgement, referenceIn(answer));
        sendAnswer(incoming, response, answer);
      });
    }
    const header = gate.decisionHeader(judgement);
    return header instanceof Promise
      ? header.then((value) => forward(withoutBody(judgement), exchange, value))
      : forward(withoutBody(judgement), exchange, header);
  }

  async function hold(judgement: Judgement & { decision: Hold }, exchange: HttpExchange): Promise<void> {
    const { incoming, response } = exchange;
    const holding = (await webhooks?.hold(judgement, exchange)) ?? {
      kind: 'refused',
      why: 'store',
      answer: null,
    };
    if (holding.kind === 'held' || holding.kind === 'answered') {
      metrics.count(judgement.decision);
      traffic.observe(judgement);
      sendAnswer(incoming, response, holding.answer);
      return;
    }
    if (holding.kind === 'refused') {
      return refuseWebhook(judgement, exchange, holding);
    }
    if (holding.kind === 'outdated') {
      if (!exchange.mayBeJudgedAgain()) {
        return refuseWebhook(judgement, exchange, { why: 'outdated', answer: null });
      }
      await gate.refresh();
      return consider(exchange);
    }
    const { view } = judgement;
    const judged = await gate.judge(exchange.raw, {
      view,
      known: { webhook: holding.kind },
      body: exchange.reader(),
    });
    return act(judged, exchange);
  }

  function refuseWebhook(
    judgement: Judgement & { decision: Hold },
    exchange: HttpExchange,
    { why, answer }: Pick<Holding & { readonly kind: 'refused' }, 'why' | 'answer'>,
  ): void | Promise<void> {
    const { decision } = judgement;
    // What is full is so until the site opens, or somebody decides; all else passes.
    const passing = why === 'full' ? {} : { retryAfterSeconds: passesAfterSeconds };
    const refused: Judgement = { ...judgement, decision: refusalOfHold(decision, passing) };
    metrics.countWebhookRefusal(webhookName(decision.webhook), why);
    gate.webhookRefused(refused);
    if (answer === null) return act(refused, exchange);
    metrics.count(refused.decision);
    traffic.observe(refused);
    sendAnswer(exchange.incoming, exchange.response, answer);
  }

  function forward(judgement: Judgement, exchange: HttpExchange, header: string | null): void {
    const { incoming, response } = exchange;
    if (isOutdated(judgement, gate)) {
      consider(exchange);
      return;
    }
    metrics.count(judgement.decision);
    traffic.observe(judgement);
    const instruction = instructionFor(judgement, { header, body: exchange.body });
    const running = new RunningJudgement(judgement, { client: exchange });
    gate.begin(running);
    let stream: { remove(): void } | null = null;
    const forwarding: Writable<ForwardInstruction> = {
      ...instruction,
      onEventStream(events) {
        stream = streams.add(events, judgement);
      },
      onError: (error) => answerUpstreamError(error, judgement, exchange),
      onFinished: () => {
        stream?.remove();
        gate.end(running);
        if (exchange.isForwarded) exchange.releaseBody();
      },
      mayStart: () => !isOutdated(judgement, gate),
      onTakenBack(body) {
        exchange.body ??= body;
        gate.end(running);
        traffic.takeBack(judgement);
        exchange.takeBack();
        if (response.destroyed) exchange.releaseBody();
        else consider(exchange);
      },
      outlivesClient: (isAnswered) => isAwaited(running, isAnswered),
    };
    if (exchange.body !== null) {
      exchange.isForwarded = true;
      forwarding.onBodySent = () => {
        delete forwarding.body;
        exchange.releaseBody();
      };
    }
    proxy.forward(incoming, response, forwarding);
  }

  /**
   * What the application still does for somebody who left counts as in flight. Once it answers, its answer is read to
   * the end only while a window waits for that: else who goes away from a download would have all of it sent to us.
   */
  function isAwaited({ approved, request }: RunningRequest, isAnswered: boolean): boolean {
    return couldWrite(request) && (!isAnswered || (!approved && gate.view().snapshot.governing));
  }

  function answerUpstreamError(
    error: UpstreamError,
    judgement: Judgement,
    { incoming, response }: HttpExchange,
  ): void {
    if (error.kind === 'aborted-by-client') return;
    metrics.countUpstreamError(error.kind);
    logger.warn({ kind: error.kind, error }, 'the application did not answer');
    sendAnswer(incoming, response, upstreamErrorAnswer(error, judgement));
  }

  function fail({ incoming, response }: HttpExchange, error: unknown): void {
    logger.error({ error }, 'a request failed in the gate; it is refused');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const headers: Answer['headers'] = [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['Retry-After', '60'],
    ];
    sendAnswer(incoming, response, {
      status: 503,
      headers,
      body: 'Not available at the moment. Please try again.\n',
    });
  }

  const unsubscribe = gate.subscribe(() => {
    sockets.judgeHeld();
    streams.judgeAgain();
    slowClients.judgeAgain();
  });
  // Passes expire and sessions end without a change of the switch.
  const recheck = setInterval(() => {
    sockets.judgeAgain();
    streams.judgeAgain();
  }, tunnelRecheckMs).unref();

  return {
    onRequest,
    onUpgrade,
    close() {
      clearInterval(recheck);
      slowClients.close();
      unsubscribe();
    },
  };
}
