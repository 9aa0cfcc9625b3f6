export {
  type Answer,
  type AnswerContext,
  failureAnswer,
  gatewayErrorAnswer,
  missingTextKeys,
  type PreviewAnswers,
  previewAnswers,
  textKeys,
  textProblems,
  unknownTextKeys,
} from './answer/index.ts';
export { accessOf } from './decide/body-access.ts';
export { decide } from './decide/decide.ts';
export { describeEffectiveRule, describeLetIn, describeRule } from './decide/describe-effective-rule.ts';
export { type EffectiveRuleInput, effectiveRuleOf } from './decide/effective-rule.ts';
export { createSnapshot, modeInForce, modeOfLostLease, type Snapshot } from './decide/snapshot.ts';
export { allowedMessages } from './decide/socket-messages.ts';
export { refusalOfHold } from './decide/verdicts.ts';
export {
  type CallbackSourceOptions,
  cookieLineWithoutOwn,
  cookieNames,
  cookieValues,
  createCallbackSource,
  createHeaderSource,
  createOdooSource,
  createPassToken,
  createProbeSource,
  createWordPressSource,
  deriveKey,
  deriveKeyBytes,
  fingerprint,
  type HeaderSourceOptions,
  hashPassToken,
  type IdentityCallback,
  type KeyPurpose,
  type OdooSourceOptions,
  type ProbeSourceOptions,
  type WordPressSourceOptions,
} from './identity/index.ts';
export type { AuditKind, AuditRecord, AuditSeal } from './model/audit.ts';
export type { SocketMessage } from './model/calls.ts';
export type {
  Allow,
  CallReading,
  Confirm,
  Decision,
  Hold,
  Known,
  Need,
  Obligations,
  Own,
  Redirect,
  RefusalCode,
  Refuse,
  Rule,
  RuleId,
  Standing,
  Verdict,
} from './model/decision.ts';
export { PortcullisError, problemType } from './model/error.ts';
export { type ErrorCode, errorRegistry } from './model/error-registry.ts';
export { gateName, isGateNameOf } from './model/gate-name.ts';
export {
  consoleCookiePrefix,
  foldHeaderName,
  headerNames,
  headerValues,
  isForCaches,
  mayHoldOwnCookies,
  passCookieName,
  reservedPrefix,
} from './model/header.ts';
export type {
  DeliveryAttempt,
  HeldRequest,
  HeldState,
  StoredHeldRequest,
  WebhookStanding,
} from './model/held.ts';
export { type Identity, isRole, nobody, type Role } from './model/identity.ts';
export type { Incident, IncidentChannel } from './model/incident.ts';
export type { EffectiveWhy, InstanceReport, WriteInFlight } from './model/instance.ts';
export { knownMethods } from './model/known-methods.ts';
export { type LedgerEntry, otherKinds } from './model/ledger.ts';
export { isAtLeastAsStrict, isMode, type Mode, modes, stricterOf } from './model/mode.ts';
export { nearestWord } from './model/nearest-word.ts';
export { emptyNotice, type Notice, type NoticeButton, type NoticeContact } from './model/notice.ts';
export {
  type ApiKey,
  type ControlScope,
  controlScopes,
  type Operator,
  type OperatorRole,
  type OperatorSession,
  type SecondFactor,
} from './model/operator.ts';
export {
  longestButtonLabel,
  longestNoticeText,
  parseNotice,
  parseNoticeWithWarnings,
} from './model/parse-notice.ts';
export { builtInLanguages } from './model/parse-page.ts';
export {
  canonicalPolicy,
  type PolicyWithWarnings,
  parsePolicy,
  parsePolicyWithWarnings,
} from './model/parse-policy.ts';
export { parseSettings, policyWithSettings, type SettingsWithWarnings } from './model/parse-settings.ts';
export { type Pass, type PassScope, passDefaultTtlMs, passLongestTtlMs } from './model/pass.ts';
export type { PageInput, Policy, PolicyInput } from './model/policy.ts';
export type { ProcessReported, StoredProcess, StoredProcesses } from './model/process.ts';
export type { DebugSwitch, Errors, ProductionScope } from './model/production.ts';
export {
  type ReasonCode,
  type ReasonPlace,
  reasonPlaces,
  reasonTexts,
} from './model/reasons.ts';
export type { RawRequest, StreamFormat } from './model/request.ts';
export { rolesOfSource } from './model/roles-of-source.ts';
export type { Settings, StoredSettings } from './model/settings.ts';
export type { SigningKey } from './model/signing-key.ts';
export {
  type Actor,
  type Expected,
  isGoverning,
  isSameActor,
  isStricterSomewhere,
  isWindow,
  ownersOf,
  type Switch,
  type SwitchRequest,
  untouchedSwitch,
} from './model/switch.ts';
export type { LocalizedText } from './model/text.ts';
export { createTextReader, fillText } from './model/texts-by-code.ts';
export type {
  Opening,
  Setback,
  SignInTrial,
  SignInTrials,
  StoredTransition,
  Transition,
  TransitionPart,
  TransitionPhase,
} from './model/transition.ts';
export { type Warning, type WarningCode, warningTexts } from './model/warnings.ts';
export {
  type ValuePlace,
  type Webhook,
  type WebhookInput,
  type WebhookProviderInput,
  type WebhookSignature,
  webhookName,
} from './model/webhook.ts';
export type { BodyReader } from './ports/body-reader.ts';
export type { Clock } from './ports/clock.ts';
export type { GateStore } from './ports/gate-store.ts';
export type { HeldSource } from './ports/held-source.ts';
export type {
  AcceptResult,
  ClaimedRequest,
  DeliveryClaim,
  DeliveryOutcome,
  DeliveryStore,
  HeldDecision,
  HeldQuery,
  HeldRequestToAccept,
  HeldStore,
  OrderStanding,
} from './ports/held-store.ts';
export {
  type BreakGlass,
  type BreakGlassPass,
  type HostState,
  type LastKnown,
  noBreakGlass,
  type Override,
} from './ports/host-state.ts';
export type { IdentityContext, IdentitySource, Recognised } from './ports/identity-source.ts';
export type { IncidentSink, TechnicalError } from './ports/incident-sink.ts';
export type {
  AddIncidentOptions,
  AddToLedgerOptions,
  ConductorClaim,
  CreateOperatorOptions,
  ForgetLedgerOptions,
  IncidentStore,
  KeyStore,
  LedgerKey,
  LedgerKeyOrderQuery,
  LedgerQuery,
  LedgerStore,
  LedgerWindow,
  MostRefusedQuery,
  OpenSessionOptions,
  OperatorChange,
  OperatorKey,
  OperatorStore,
  ProcessStore,
  ProcessToRemove,
  RecentIncidentsQuery,
  ReplaceSessionOptions,
  ServerStore,
  SessionSeen,
  SessionStore,
  SessionsToEnd,
  SettingsChange,
  SettingsResult,
  SettingsStore,
  TransitionStore,
  TransitionWrite,
} from './ports/server-store.ts';
export type { SettingsSource } from './ports/settings-source.ts';
export type {
  AuditPlace,
  AuditQuery,
  AuditStore,
  ChainOrderQuery,
  ChangeResult,
  InstanceStore,
  NewestFirstQuery,
  PassPage,
  PassQuery,
  PassStore,
  SiteState,
  Store,
  StoredInstance,
  SwitchChange,
  SwitchStore,
  SwitchVersion,
} from './ports/store.ts';
export { CanonicalRequest, readRequest } from './reading/canonical-request.ts';
export { type CompiledPolicy, compilePolicy } from './reading/compile-policy.ts';
export { isSwitchName } from './reading/debug-switches.ts';
export { routesHit } from './reading/routes-hit.ts';
export { createMessageMatcher, type MessageMatcher } from './reading/socket-message.ts';
export { readWebhookValues, type WebhookValues } from './reading/webhook-values.ts';
export { contextOf } from './runtime/answer-judgement.ts';
export type { AuditEntry } from './runtime/audit/audit-chain.ts';
export type { AuditLog } from './runtime/audit/audit-log.ts';
export { type AuditProblem, describeAuditProblem } from './runtime/audit/audit-problem.ts';
export {
  type AuditFinding,
  type AuditVerification,
  isGenuineRecord,
  isGenuineSeal,
  verifyAudit,
} from './runtime/audit/verify-audit.ts';
export { callHook } from './runtime/call-hook.ts';
export { cookiesOfProbe, type OwnCookies } from './runtime/cookies-of-probe.ts';
export { createGate } from './runtime/create-gate.ts';
export {
  type DebugInputs,
  type DebugInputsFor,
  debugInputsOf,
  debugScopeOf,
} from './runtime/debug-inputs.ts';
export type { InstanceInfo } from './runtime/following/instance-report.ts';
export { type Gate, type GateJudgeOptions, isAnsweredByGate } from './runtime/gate.ts';
export type { CreateGateOptions } from './runtime/gate-options.ts';
export type { KeptIncident } from './runtime/incident-memory.ts';
export type { Judgement } from './runtime/judge.ts';
export { keptText } from './runtime/kept-text.ts';
export { type Logger, silentLogger } from './runtime/logger.ts';
export { noticeFor, type PageNotice } from './runtime/notice-for.ts';
export { mayBeSecret, pathOnRecord, withoutQuery } from './runtime/path-on-record.ts';
export { type ProductionDuties, productionDutiesFor } from './runtime/production-duties.ts';
export { createReference, normaliseReference } from './runtime/reference.ts';
export type { RecordedDecision } from './runtime/references.ts';
export { isHttps } from './runtime/resolve-identity.ts';
export { RunningJudgement } from './runtime/running-judgement.ts';
export { couldWrite, type RunningClient, RunningRequest } from './runtime/running-request.ts';
export { type DecisionClaims, verifyDecision } from './runtime/signing/decision-header.ts';
export {
  createDecisionReader,
  type DecisionReader,
  type DecisionReaderOptions,
  exportDecisionKey,
} from './runtime/signing/decision-reader.ts';
export { type DeliveryClaims, verifyDelivery } from './runtime/signing/delivery-proof.ts';
export { randomBytes } from './runtime/signing/keyed-hash.ts';
export { systemClock } from './runtime/system-clock.ts';
export type { View } from './runtime/view.ts';
export { isOtherwise } from './runtime/view-in-force.ts';
