import type { components } from './control-api.d.ts';

type Schemas = components['schemas'];

export type Mode = Schemas['Mode'];
export type Status = Schemas['Status'];
export type Switch = Schemas['Switch'];
export type Stillness = Schemas['Stillness'];
export type DatabaseStatus = Schemas['DatabaseStatus'];
export type DatabaseWatch = Schemas['DatabaseWatch'];
export type SeenWrite = Schemas['SeenWrite'];
export type WorkerStatus = Schemas['WorkerStatus'];
export type Notice = Schemas['Notice'];
export type LocalizedText = Schemas['LocalizedText'];
export type InstanceStanding = Schemas['InstanceStanding'];
export type Traffic = Schemas['Traffic'];
export type LockOutCheck = NonNullable<Schemas['LockOutCheck']>;
export type Said = NonNullable<Schemas['Said']>;
export type Impact = Schemas['Impact'];
export type TurnOn = Schemas['TurnOn'];
export type Preview = Schemas['Preview'];
export type Problem = Schemas['Problem'];
export type ErrorCode = NonNullable<Problem['code']>;
export type Session = Schemas['Session'];
export type SignInResult = Schemas['SignInResult'];
export type SecondFactorSecret = Schemas['SecondFactorSecret'];
export type ControlScope = Schemas['ControlScope'];
export type OperatorRole = Schemas['OperatorRole'];
export type Operator = Schemas['Operator'];
export type Invitation = Schemas['Invitation'];
export type ApiKey = Schemas['ApiKey'];
export type Role = Schemas['Role'];
export type Pass = Schemas['Pass'];
export type CreatedPass = Schemas['CreatedPass'];
export type Insiders = Schemas['Insiders'];
/** The rule that decided. The document of the API says of no `Said` that it may be null. */
export type DecidedRule = Omit<Schemas['TrafficDecision']['rule'], 'detailSaid'> & {
  readonly detailSaid: Said | null;
};
export type TrafficDecision = Omit<Schemas['TrafficDecision'], 'rule'> & { readonly rule: DecidedRule };
export type Explanation = Schemas['Explanation'];
export type RecordedDecision = Schemas['RecordedDecision'];
export type Policy = Schemas['Policy'];
export type PolicyValue = Schemas['PolicyValue'];
export type TestedRequest = Schemas['TestedRequest'];
export type Production = Schemas['Production'];
export type ProductionRules = NonNullable<Production['rules']>;
export type Incident = Schemas['Incident'];
export type IncidentOriginal = Schemas['IncidentOriginal'];
export type Webhook = Schemas['Webhook'];
export type HeldWebhook = Schemas['HeldWebhook'];
export type HeldContent = NonNullable<Schemas['HeldContent']>;
export type WebhookDecision = Schemas['WebhookDecision'];
export type AuditRecord = Schemas['AuditRecord'];
export type AuditVerification = Schemas['AuditVerification'];
export type Settings = NonNullable<Schemas['Settings']>;
export type StoredSettings = Schemas['StoredSettings'];

/** As whom requests are judged, from the least that may get in to the most. */
export const roles = ['visitor', 'support', 'allowed', 'admin'] as const satisfies readonly Role[];
export const modes = ['open', 'read-only', 'closed'] as const satisfies readonly Mode[];
