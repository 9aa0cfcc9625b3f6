import type { Answer } from '../answer/index.ts';
import type { Decision, Known, Own } from '../model/decision.ts';
import type { Pass } from '../model/pass.ts';
import type { RawRequest } from '../model/request.ts';
import type { BodyReader } from '../ports/body-reader.ts';
import type { TechnicalError } from '../ports/incident-sink.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { InstanceInfo } from './following/instance-report.ts';
import type { KeptIncident } from './incident-memory.ts';
import type { Judgement } from './judge.ts';
import type { RecordedDecision } from './references.ts';
import type { RunningRequest } from './running-request.ts';
import type { DeliveryToProve, WorkerToken } from './signing/issuer.ts';
import type { View } from './view.ts';

/** One running gate: what adapters and the server talk to. */
export interface Gate {
  readonly site: string;
  readonly instance: InstanceInfo;
  readonly policyDigest: string;
  /** Of the secrets that it takes, the one that it signs with first. */
  readonly secretDigests: readonly string[];
  readonly audit: AuditLog;
  /** What is in force now. */
  view(): View;
  /**
   * The view in force, when nothing is governed and the request can go on as it is: `ungovernedJudgement` is its judgement.
   * Null: it is to be judged.
   */
  ungoverned(raw: RawRequest): View | null;
  /** Decides. Never throws and never rejects; synchronous unless identity or body must be waited for. */
  judge(raw: RawRequest, options?: GateJudgeOptions): Judgement | Promise<Judgement>;
  /** The gate's own answer: to refusals, confirmations and its own routes. Never rejects. */
  answer(judgement: Judgement, options?: { readonly body?: BodyReader }): Promise<Answer>;
  /**
   * Counts a request that goes on to the app. Every `begin` needs its `end`, but for those of a response: it is looked
   * at now and then, and whether it has ended whenever somebody asks what is in flight.
   */
  begin(running: RunningRequest): void;
  /** What runs, oldest first. */
  running(): readonly RunningRequest[];
  /**
   * Ends the connections of writes that were let in before the mode in force and that it would hold up. Their clients hear nothing; what
   * the app goes on with counts as in flight for a minute at most. Returns how many were cut.
   */
  cutWrites(): number;
  /** A later judgement lets it through on purpose, or no more: it counts as that says. */
  recount(running: RunningRequest, judgement: Judgement): void;
  /**
   * Its client has left, and the app has not answered: it counts for a minute more, without anything of the host's. Returns
   * what is to be ended once the app has answered.
   */
  abandon(running: RunningRequest): RunningRequest;
  /** What is known of who signed in or out with it is forgotten. */
  end(running: RunningRequest): void;
  /** Puts on record that a message on a WebSocket was refused that a request had opened. */
  messageRefused(judgement: Judgement): void;
  /** Puts on record that a webhook was refused that was to be held. */
  webhookRefused(judgement: Judgement): void;
  /** The signed header for the app; null when the decision does not ask for it. */
  decisionHeader(judgement: Judgement): string | null | Promise<string | null>;
  /** A refusal by its reference; null when it is unknown or no longer kept. */
  findReference(reference: string): RecordedDecision | null;
  recentRefusals(limit: number): readonly RecordedDecision[];
  /**
   * Keeps a technical error that a restricted reader does not get to see, and returns its id. On the log with the error itself,
   * unless `createGate` was given another place for it. Never throws.
   */
  reportError(found: TechnicalError, error: unknown): string;
  /** A technical error by its id; null when it is unknown, no longer kept, or kept by the sink that `createGate` was given. */
  findIncident(id: string): KeptIncident | null;
  /** The cookie value of a pass, as redeeming it would give: for trying a way in without using the pass up. */
  sealPass(pass: Pass): Promise<string>;
  /** What jobs of a worker send with their calls: these are let in while it is being drained, and worth nothing otherwise. */
  sealWorker(worker: string): Promise<WorkerToken>;
  /** Tells the app, signed, of a held webhook that is delivered now. */
  deliveryProof(claims: DeliveryToProve, body: Uint8Array): Promise<string>;
  /** Called when another mode, area or epoch comes into force, or a pass ends. Returns the way to stop. */
  subscribe(onChange: () => void): () => void;
  /** Looks at the store and the break-glass file now. */
  refresh(): Promise<void>;
  /** False while the disk of this host does not take what is in force: a start without the store would hold an older mode. */
  isOnDisk(): boolean;
  /** Writes what is left and leaves the store. Called again, resolves with the first call. */
  close(): Promise<void>;
}

export interface GateJudgeOptions {
  readonly body?: BodyReader;
  /** A view other than the one in force: the future one of a lock-out check, or an explanation. Leaves no record. */
  readonly view?: View;
  /** What an explanation assumes instead of finding it out; only together with `view`. */
  readonly known?: Known;
}

/** Whether a verdict is answered by the gate instead of the app. */
export function isAnsweredByGate(decision: Decision | Own): boolean {
  return decision.kind !== 'allow';
}
