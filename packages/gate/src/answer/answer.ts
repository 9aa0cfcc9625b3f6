import type { CallOutline } from '../model/calls.ts';
import type { Policy } from '../model/policy.ts';
import type { Switch } from '../model/switch.ts';
import type { AnswerRequest } from './answer-request.ts';
import type { AnswerProtocol } from './protocols/answer-protocol.ts';

export type { AnswerRequest } from './answer-request.ts';

/** What the gate says itself. The caller leaves the body out for HEAD; Content-Length may stay as for GET. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text, sent as UTF-8. */
  readonly body: string;
}

/** What every answer is made from. */
export interface AnswerContext {
  readonly request: AnswerRequest;
  /** Of the calls in it, where it may carry any. */
  readonly call?: CallOutline;
  /** The switch in force on this instance, overrides applied. */
  readonly switch: Switch;
  readonly policy: Policy;
  /** How the clients of this application are told, by its preset; asked before all others. @default none */
  readonly dialect?: readonly AnswerProtocol[];
  /** What `explain --reference` finds. */
  readonly reference: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** 0 to 1: spreads Retry-After and Refresh. */
  readonly jitter: number;
}
