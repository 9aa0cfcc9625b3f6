import type { Answer, AnswerContext, AnswerProtocol } from '../answer/index.ts';
import {
  answerFor,
  failureAnswer,
  negotiateType,
  noticeAnswer,
  preflightAnswer,
  statusAnswer,
} from '../answer/index.ts';
import { singleHeader } from '../model/header.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { Switch } from '../model/switch.ts';
import type { BodyReader } from '../ports/body-reader.ts';
import type { Clock } from '../ports/clock.ts';
import type { GateStore } from '../ports/gate-store.ts';
import type { HostState } from '../ports/host-state.ts';
import { readCallOutline } from '../reading/body/call-outline.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { Confirmations } from './confirm-write.ts';
import { confirmationAction, confirmationLifetimeMs } from './confirmation.ts';
import type { InstanceInfo } from './following/instance-report.ts';
import { formFields } from './form-fields.ts';
import type { Judgement } from './judge.ts';
import type { Logger } from './logger.ts';
import {
  bannerStyleAnswer,
  healthAnswer,
  productionStyleAnswer,
  publicStatusAnswer,
  unknownRouteAnswer,
  wrongMethodAnswer,
} from './own-answers.ts';
import { createPassDesk } from './pass-desk.ts';
import type { References } from './references.ts';
import { isConfidential } from './resolve-identity.ts';
import type { View } from './view.ts';

export interface Answerer {
  /** The gate's own answer; never rejects. */
  answer(judgement: Judgement, options?: { readonly body?: BodyReader }): Promise<Answer>;
}

export interface AnswererOptions {
  readonly site: string;
  readonly instance: InstanceInfo;
  readonly store: GateStore | null;
  readonly host: HostState | null;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The active one first. */
  readonly passKeys: readonly [SigningKey, ...SigningKey[]];
  readonly confirmations: Confirmations;
  readonly references: References;
  /** How the clients of the application are told. */
  readonly dialect: readonly AnswerProtocol[];
  readonly view: () => View;
  readonly refresh: () => Promise<void>;
}

const readingMethods = ['GET', 'HEAD'];
/** The methods of each route below the reserved prefix. */
const ownRoutes: ReadonlyMap<string, readonly string[]> = new Map([
  ['pass', [...readingMethods, 'POST']],
  ['leave', ['POST']],
  ['status', readingMethods],
  ['status.html', readingMethods],
  ['health', readingMethods],
  ['notice', readingMethods],
  ['banner.css', readingMethods],
  ['production.css', readingMethods],
]);

export function createAnswerer(options: AnswererOptions): Answerer {
  const { clock, logger, references, confirmations } = options;
  const passDesk = createPassDesk(options);

  async function answerOf(judgement: Judgement, body: BodyReader | undefined): Promise<Answer> {
    const { decision } = judgement;
    switch (decision.kind) {
      case 'own':
        return own(judgement, decision.route, body);
      case 'refuse': {
        const preflight = preflightOf(judgement);
        if (preflight !== null) return preflight;
        const context = { ...contextOf(judgement, clock), dialect: options.dialect };
        const isTold = decision.status === 503 || decision.code === 'PORTCULLIS_PRODUCTION_REFUSED';
        if (!isTold) return answerFor({ ...context, decision });
        const call = readCallOutline(judgement.request, judgement.body);
        return answerFor({ ...context, call, reference: record(judgement), decision });
      }
      case 'confirm': {
        const nowMs = clock.wallMs();
        const token = await confirmations.issue(judgement, decision, nowMs);
        const contentType = singleHeader(judgement.request.raw.headers, 'content-type');
        const confirmation = {
          token,
          action: confirmationAction(judgement.request.target.forward, token),
          fields: judgement.body === null ? null : formFields(judgement.body, contentType),
          expiresInSeconds: confirmationLifetimeMs / 1_000,
        };
        return answerFor({
          ...contextOf(judgement, clock),
          reference: record(judgement),
          decision,
          confirmation,
        });
      }
      case 'redirect':
        return answerFor({ ...contextOf(judgement, clock), decision });
      case 'allow':
      case 'hold':
      case 'rewrite':
        throw new Error(`a decision of kind ${decision.kind} is not answered by the gate`);
    }
  }

  async function own(judgement: Judgement, route: string, body: BodyReader | undefined): Promise<Answer> {
    const allowed = ownRoutes.get(route);
    if (allowed === undefined) return unknownRouteAnswer();
    if (!allowed.includes(judgement.request.raw.method)) return wrongMethodAnswer(allowed);
    const context = contextOf(judgement, clock);
    switch (route) {
      case 'pass':
        return passDesk.answer(judgement, { context, body });
      case 'leave':
        return passDesk.leave(judgement, context);
      case 'status':
        if (negotiateType(context.request) === 'html') return statusAnswer(context);
        return publicStatusAnswer(options.site, judgement, context.switch);
      case 'status.html':
        return statusAnswer(context);
      case 'health':
        return healthAnswer(judgement.view);
      case 'notice':
        return noticeAnswer(context);
      case 'banner.css':
        return bannerStyleAnswer(judgement);
      case 'production.css':
        return productionStyleAnswer(judgement);
      default:
        throw new Error(`the own route ${route} has methods and no answer`);
    }
  }

  function record({ request, decision }: Judgement): string {
    if (decision.kind === 'own') return '';
    const { kind, rule, epoch, mode, standing } = decision;
    return references.record({
      at: clock.wallMs(),
      method: request.raw.method,
      path: request.target.path,
      host: request.host,
      clientAddress: request.client.address,
      decision: { kind, rule, epoch, mode, standing },
    });
  }

  return {
    async answer(judgement, { body } = {}) {
      try {
        return withCookies(await answerOf(judgement, body), judgement.setCookies);
      } catch (error) {
        logger.error({ error }, 'answering failed; the request is refused');
        return failureAnswer();
      }
    },
  };
}

/** The application may have renewed the session when it was asked about it: its holder must know. */
function withCookies(answer: Answer, setCookies: readonly string[]): Answer {
  if (setCookies.length === 0) return answer;
  const lines = setCookies.map((cookie) => ['Set-Cookie', cookie] as const);
  return { ...answer, headers: [...answer.headers, ...lines] };
}

/** What every answer is made from: the switch as this instance enforces it, overrides applied. */
export function contextOf(
  { request, view }: Pick<Judgement, 'request' | 'view'>,
  clock: Pick<Clock, 'wallMs'>,
): AnswerContext {
  const { raw } = request;
  return {
    request: { method: raw.method, headers: raw.headers, target: raw.target, https: isConfidential(request) },
    switch: switchInForce(view),
    policy: view.presented,
    reference: '',
    nowMs: clock.wallMs(),
    jitter: Math.random(),
  };
}

export function switchInForce({ snapshot }: View): Switch {
  const { switch: current, mode, areas } = snapshot;
  return current.mode === mode && current.areas === areas ? current : { ...current, mode, areas };
}

/** A closed site answers preflights, so that a browser's front-end can read why its request is refused. */
function preflightOf({ request, decision, view }: Judgement): Answer | null {
  if (decision.kind !== 'refuse' || decision.status !== 503) return null;
  const { method, headers } = request.raw;
  return preflightAnswer({
    request: { method, headers },
    policy: view.snapshot.compiled.policy,
    mode: decision.mode,
  });
}
