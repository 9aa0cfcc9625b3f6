export {
  type CallbackSourceOptions,
  createCallbackSource,
  createHeaderSource,
  createPassToken,
  createProbeSource,
  deriveKey,
  fingerprint,
  type HeaderSourceOptions,
  hashPassToken,
  type IdentityCallback,
  type KeyPurpose,
  type ProbeSourceOptions,
} from './identity/index.ts';
export type { AuditKind, AuditRecord, AuditSeal } from './model/audit.ts';
export { PortcullisError } from './model/error.ts';
export type { ErrorCode } from './model/error-registry.ts';
export { isRole, type Role } from './model/identity.ts';
export type { EffectiveWhy, InstanceReport, WriteInFlight } from './model/instance.ts';
export type { Mode } from './model/mode.ts';
export { isAtLeastAsStrict, isMode, modes, stricterOf } from './model/mode.ts';
export type { Notice, NoticeButton, NoticeContact } from './model/notice.ts';
export { emptyNotice } from './model/notice.ts';
export {
  longestButtonLabel,
  longestNoticeText,
  parseNotice,
  parseNoticeWithWarnings,
} from './model/parse-notice.ts';
export {
  canonicalPolicy,
  type PolicyWithWarnings,
  parsePolicy,
  parsePolicyWithWarnings,
} from './model/parse-policy.ts';
export type { Pass, PassScope } from './model/pass.ts';
export type { Policy, PolicyInput } from './model/policy.ts';
export type { Actor, Expected, Switch, SwitchRequest } from './model/switch.ts';
export { isGoverning, isWindow, untouchedSwitch } from './model/switch.ts';
export type { LocalizedText } from './model/text.ts';
export type { Clock } from './ports/clock.ts';
export type { BreakGlass, BreakGlassPass, HostState, LastKnown, Override } from './ports/host-state.ts';
export { noBreakGlass } from './ports/host-state.ts';
export type { IdentityContext, IdentitySource, Recognised } from './ports/identity-source.ts';
export type {
  AuditQuery,
  AuditStore,
  ChangeResult,
  InstanceStore,
  PassStore,
  SiteState,
  Store,
  StoredInstance,
  SwitchChange,
  SwitchStore,
} from './ports/store.ts';
