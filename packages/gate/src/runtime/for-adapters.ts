/** What an adapter for a web framework needs of the gate; adapters know this and the running gate, no more. */
export { type Answer, failureAnswer } from '../answer/index.ts';
export { isTimeless, modeInForce, noObligations } from '../decide/snapshot.ts';
export { allowedMessages } from '../decide/socket-messages.ts';
export { cookieLineWithoutOwn, cookieNames } from '../identity/index.ts';
export type { Allow, Refuse } from '../model/decision.ts';
export { PortcullisError } from '../model/error.ts';
export { errorRegistry } from '../model/error-registry.ts';
export { foldHeaderName, headerNames, isForCaches, mayHoldOwnCookies } from '../model/header.ts';
export type { Reason } from '../model/reasons.ts';
export type { RawRequest, StreamFormat } from '../model/request.ts';
export type { BodyReader } from '../ports/body-reader.ts';
export type { CanonicalRequest } from '../reading/canonical-request.ts';
export { answerError } from './answer-error.ts';
export { callHook, unfailingLogger } from './call-hook.ts';
export { cookiesOfProbe } from './cookies-of-probe.ts';
export { type DebugInputs, debugInputsIn } from './debug-inputs.ts';
export { type Gate, type GateJudgeOptions, isAnsweredByGate } from './gate.ts';
export { type Judgement, ungovernedJudgement } from './judge.ts';
export type { Logger } from './logger.ts';
export { leavesNothing } from './running-judgement.ts';
export {
  couldWrite,
  type ObservableResponse,
  type RunningClient,
  RunningRequest,
} from './running-request.ts';
export { mayChangeSession } from './session-routes.ts';
export { isRetargeted, sentToTarget, targetFor } from './shown-target.ts';
export { fieldOf } from './tell-error.ts';
export { unreference } from './unreference.ts';
export type { View } from './view.ts';
export { isOtherwise } from './view-in-force.ts';
