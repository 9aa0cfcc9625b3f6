import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type Answer,
  contextOf,
  cookieLineWithout,
  type Gate,
  gatewayErrorAnswer,
  isAnsweredByGate,
  isHttps,
  type Judgement,
  mayWrite,
  noticeFor,
  passCookieName,
  type RawRequest,
} from '@portcullis/gate';
import { conditionalHeaders, limitAcceptEncoding } from '../banner/rewrite-request-headers.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { ForwardInstruction, Forwarding, Proxy as UpstreamProxy } from '../proxy/contract.ts';
import type { UpstreamError } from '../proxy/upstream-error.ts';
import { createBodyReader } from './body-reader.ts';
import { rawRequestOf } from './raw-request.ts';
import { planResponse } from './response-plan.ts';
import { sendAnswer, sendAnswerOnSocket } from './send-answer.ts';

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
  readonly logger: Logger;
}

const noHeaders: ForwardInstruction['set'] = Object.freeze([]);

/** Joins gate and proxy: every request is judged, then answered here or forwarded. */
export function createFront({ gate, proxy, metrics, logger }: FrontOptions): Front {
  // Made once: the proxy reads each set object once.
  const { strippedHeaders, strippedFromProxies } = gate.view().snapshot.compiled;
  const fromOutside = strippedSets(strippedHeaders);
  const fromProxies = strippedSets(strippedFromProxies);
  const tunnels = new Map<Duplex, RawRequest>();

  function onRequest(incoming: IncomingMessage, response: ServerResponse): void {
    const raw = rawRequestOf(incoming, false);
    const judged = gate.judge(raw, { body: createBodyReader(incoming) });
    if (judged instanceof Promise) {
      void judged.then((judgement) => attempt(judgement, incoming, response));
    } else attempt(judged, incoming, response);
  }

  /** Errors deny: whatever goes wrong from here on is an answer, never a request that hangs. */
  function attempt(judgement: Judgement, incoming: IncomingMessage, response: ServerResponse): void {
    try {
      act(judgement, incoming, response);
    } catch (error) {
      fail(incoming, response, error);
    }
  }

  function act(judgement: Judgement, incoming: IncomingMessage, response: ServerResponse): void {
    metrics.count(judgement.decision);
    if (isAnsweredByGate(judgement.decision)) {
      void gate.answer(judgement, { body: createBodyReader(incoming) }).then(
        (answer) => sendAnswer(incoming, response, answer),
        (error: unknown) => fail(incoming, response, error),
      );
      return;
    }
    const header = gate.decisionHeader(judgement);
    if (header instanceof Promise) {
      void header
        .then((value) => forward(judgement, { incoming, response, header: value }))
        .catch((error: unknown) => fail(incoming, response, error));
    } else forward(judgement, { incoming, response, header });
  }

  function forward(
    judgement: Judgement,
    {
      incoming,
      response,
      header,
    }: { incoming: IncomingMessage; response: ServerResponse; header: string | null },
  ): void {
    if (isOutdated(judgement)) {
      reconsider(judgement, incoming, response);
      return;
    }
    const instruction = instructionFor(judgement, header);
    const running = gate.begin(judgement);
    proxy.forward(incoming, response, {
      ...instruction,
      onError: (error) => answerUpstreamError(error, { judgement, incoming, response }),
      onFinished: () => finish(judgement, running),
      // What the application still does for somebody who left counts as in flight.
      outlivesClient: () => mayWrite(judgement.request),
    });
  }

  /** The switch changed while the caller was being recognised: what was allowed then may be refused now. */
  function isOutdated({ view }: Judgement): boolean {
    const current = gate.view().snapshot;
    const judgedBy = view.snapshot;
    return (
      current !== judgedBy &&
      (current.switch.epoch !== judgedBy.switch.epoch || current.mode !== judgedBy.mode)
    );
  }

  function reconsider({ body }: Judgement, incoming: IncomingMessage, response: ServerResponse): void {
    const reader = body === null ? createBodyReader(incoming) : { read: () => Promise.resolve(body) };
    void Promise.resolve(gate.judge(rawRequestOf(incoming, false), { body: reader })).then((judgement) =>
      attempt(judgement, incoming, response),
    );
  }

  function finish(judgement: Judgement, running: Parameters<Gate['end']>[0]): void {
    gate.end(running);
    // Whoever just signed in or out is somebody else now.
    if (judgement.decision.kind !== 'own' && judgement.decision.rule.id === 'sign-in') {
      gate.forgetIdentity(judgement.request.raw);
    }
  }

  function instructionFor(judgement: Judgement, header: string | null): Omit<ForwardInstruction, 'onError'> {
    const { decision, request, body } = judgement;
    const { peerIsTrustedProxy } = request.client;
    const stripped = peerIsTrustedProxy ? fromProxies : fromOutside;
    const base = {
      target: request.forward,
      forwarding: forwardingOf(request.raw, judgement),
      ...(body === null ? {} : { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
    };
    const isUngoverned = decision.kind === 'allow' && decision.rule.id === 'nothing-governed';
    if (isUngoverned) return { ...base, strip: stripped.always, set: noHeaders };
    const notice = noticeFor(judgement, Date.now());
    const coding = notice === null ? null : limitAcceptEncoding(request.raw.headers);
    const set: [string, string][] = header === null ? [] : [['Portcullis-Decision', header]];
    if (coding !== null) set.push(['Accept-Encoding', coding]);
    const cookies = cookiesWithoutPass(request.raw);
    if (cookies !== null && cookies !== '') set.push(['Cookie', cookies]);
    const kind = notice === null ? 'always' : 'forPages';
    return {
      ...base,
      strip: cookies === null ? stripped[kind] : stripped.withCookies[kind],
      set,
      onResponse: (head) => planResponse(head, { judgement, notice, monotonicMs: performance.now() }),
    };
  }

  function answerUpstreamError(
    error: UpstreamError,
    {
      judgement,
      incoming,
      response,
    }: { judgement: Judgement; incoming: IncomingMessage; response: ServerResponse },
  ): void {
    if (error.kind === 'aborted-by-client') return;
    metrics.countUpstreamError(error.kind);
    logger.warn({ kind: error.kind, error }, 'the application did not answer');
    sendAnswer(incoming, response, upstreamErrorAnswer(error, judgement));
  }

  function upstreamErrorAnswer(error: UpstreamError, judgement: Judgement): Answer {
    return gatewayErrorAnswer({
      ...contextOf(judgement, { wallMs: Date.now }),
      status: error.kind === 'timeout' ? 504 : 502,
    });
  }

  function fail(incoming: IncomingMessage, response: ServerResponse, error: unknown): void {
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

  function onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const raw = rawRequestOf(incoming, true);
    void Promise.resolve(gate.judge(raw))
      .then(async (judgement) => {
        metrics.count(judgement.decision);
        if (isAnsweredByGate(judgement.decision)) {
          sendAnswerOnSocket(socket, await gate.answer(judgement));
          return;
        }
        const instruction = instructionFor(judgement, await gate.decisionHeader(judgement));
        const running = gate.begin(judgement);
        tunnels.set(socket, raw);
        proxy.tunnel(incoming, socket, head, {
          ...instruction,
          onError: (error) => sendAnswerOnSocket(socket, upstreamErrorAnswer(error, judgement)),
          onFinished: () => {
            tunnels.delete(socket);
            finish(judgement, running);
          },
        });
      })
      .catch((error: unknown) => {
        logger.error({ error }, 'an upgrade failed in the gate; it is refused');
        socket.destroy();
      });
  }

  /** A tunnel that would be refused now carries writes nobody reads: it is cut. */
  async function cutTunnels(): Promise<void> {
    for (const [socket, raw] of tunnels) {
      const { decision } = await gate.judge(raw, { view: gate.view() });
      if (decision.kind !== 'allow') socket.destroy();
    }
  }
  const unsubscribe = gate.subscribe(() => {
    cutTunnels().catch((error: unknown) =>
      logger.error({ error }, 'open tunnels could not be looked through'),
    );
  });

  return { onRequest, onUpgrade, close: unsubscribe };
}

/** Conditional and partial requests could bring a page back without its notice. */
function strippedSets(always: ReadonlySet<string>) {
  const forPages: ReadonlySet<string> = new Set([...always, ...conditionalHeaders, 'accept-encoding']);
  const withCookies = { always: new Set([...always, 'cookie']), forPages: new Set([...forPages, 'cookie']) };
  return { always, forPages, withCookies };
}

/** The cookies for the application: a pass is none of its business. Null when there is no pass among them. */
function cookiesWithoutPass({ headers }: RawRequest): string | null {
  const carriesPass = headers.some((text, index) => index % 2 === 1 && text.includes(passCookieName));
  return carriesPass ? cookieLineWithout(headers, passCookieName) : null;
}

function forwardingOf(raw: RawRequest, { request }: Judgement): Forwarding {
  const { address, peerIsTrustedProxy } = request.client;
  return {
    clientAddress: address,
    scheme: isHttps(request) ? 'https' : 'http',
    host: hostOf(raw),
    trusted: peerIsTrustedProxy,
  };
}

function hostOf(raw: RawRequest): string {
  for (let index = 0; index + 1 < raw.headers.length; index += 2) {
    if (raw.headers[index]?.toLowerCase() === 'host') return raw.headers[index + 1] ?? '';
  }
  return '';
}
