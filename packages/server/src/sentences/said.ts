import { z } from '@hono/zod-openapi';
import {
  type ReasonCode,
  type ReasonPlace,
  reasonPlaces,
  reasonTexts,
  type WarningCode,
  warningTexts,
} from '@portcullis/gate';
import type { Unchanged } from './unchanged.ts';

// What the control API says in words, as data: each English text stands beside its code and values, under the same name
// with `Said` behind it. Clients word it in their own language; the text is for those that know no such code.

const mode = z.enum(['open', 'read-only', 'closed']);
const role = z.enum(['admin', 'support', 'allowed', 'visitor']);
const text = z.string();
const texts = z.array(text);
const count = z.int();
const rule = z.object({ id: text, detail: text });
/** Why a mode is in force. */
export const why = z.enum([
  'store',
  'environment',
  'break-glass',
  'store-lost',
  'disk',
  'never-seen',
  'contested',
]);
const onStoreLost = z.enum(['keep', 'read-only', 'closed']);
const credential = z.enum(['credentials', 'pass']);
/** Who the caller is there. `origin`: the host leads to the gate from its own machine only, by this origin. */
const caller = { role, subject: text.nullable(), host: text, origin: text.nullable() };
const paths = { hosts: texts, networks: texts };

const reason = z.enum(Object.keys(reasonTexts) as [ReasonCode, ...ReasonCode[]]).openapi('Reason');
const warning = z.enum(Object.keys(warningTexts) as [WarningCode, ...WarningCode[]]).openapi('Warning');
const place = z.enum(Object.keys(reasonPlaces) as [ReasonPlace, ...ReasonPlace[]]);

const listed = z.object({ first: texts, more: count });
const ways = z.object({ anywhere: z.boolean(), networks: texts, hosts: texts, ownPass: z.boolean() });
const letIn = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('roles'), roles: z.array(role), by: ways }),
  z.object({ kind: z.literal('named'), subjects: listed, by: ways }),
  z.object({ kind: z.literal('pass') }),
  z.object({ kind: z.literal('write-pass'), by: ways }),
  z.object({ kind: z.literal('health') }),
  z.object({ kind: z.literal('sign-in') }),
  z.object({ kind: z.literal('exceptions'), routes: listed }),
]);
const modeRule = z
  .object({
    mode,
    readers: z.array(letIn),
    writers: z.array(letIn),
    insidersOnly: listed,
    declaredReads: z.array(
      z.object({ kind: z.enum(['requests', 'calls', 'sockets', 'messages']), routes: listed }),
    ),
  })
  .openapi('ModeRule');
const effectiveRule = z.object({
  site: modeRule,
  areas: z.array(z.object({ name: text, rule: modeRule })),
  actionsFollowStrictest: z.boolean(),
});

function says<Code extends string, Values extends z.ZodRawShape>(code: Code, values: Values) {
  return z.object({ code: z.literal(code), values: z.object(values) });
}

/** By what somebody was let through. */
const letInBySchema = says('let-in-by', {
  identity: z.enum(['probe', 'jwt', 'header', 'operator', 'callback', 'pass', 'worker', 'assumed']),
  /** Of the pass, or the role that is assumed. */
  name: text.nullable(),
  /** Without a path: the policy lets the role write alone. */
  isAlone: z.boolean(),
  path: z.object({ kind: z.enum(['network', 'host', 'pass', 'loopback']), name: text }).nullable(),
}).openapi('LetInBy');

/** A union, because openapi-typescript makes a type that no value has of `nullable()` here. */
export const letInByOrNull = z.union([letInBySchema, z.null()]);

export const saidSchema = z
  .discriminatedUnion('code', [
    // Ways in.
    says('sign-in-open', {
      page: text,
      method: text,
      target: text,
      leadsNowhere: z.boolean(),
      /** Who has them changes things once he has signed in, with nothing else. */
      rolesAlone: z.array(role),
    }),
    says('sign-in-page-refused', { page: text, rule }),
    says('sign-in-page-status', { page: text, status: count }),
    says('sign-in-page-failed', { page: text, reason: text }),
    says('sign-in-without-form', { page: text }),
    says('sign-in-refused', { method: text, target: text, rule }),
    says('sign-in-action-refused', { action: text, method: text, path: text, rule }),
    says('caller-writes', caller),
    says('caller-reads', { ...caller, ...paths, brought: credential, hasIdentity: z.boolean() }),
    says('caller-stays-out', { ...caller, rule }),
    says('pass-not-honoured', { origin: text }),
    says('way-failed', { reason: text }),
    says('break-glass-reaches', { instances: count }),
    says('break-glass-unseen', { instances: texts }),
    says('no-identity', {}),
    // How an instance stands.
    says('instance-enforces', { why }),
    says('instance-contested', {}),
    says('instance-behind', { epoch: count, expected: count }),
    says('instance-looser', { mode, asked: mode, area: text.nullable(), why }),
    says('instance-other-secret', {}),
    says('instance-other-policy', {}),
    says('instance-draining', {
      writes: count,
      oldest: z.object({ method: text, path: text, ageMs: z.number() }).nullable(),
    }),
    says('instance-silent', { silentMs: z.number(), onStoreLost, writes: count.nullable() }),
    says('instance-silent-forced', { silentMs: z.number(), mode, why }),
    says('instance-silent-other', { silentMs: z.number(), other: z.enum(['secret', 'policy']) }),
    says('instance-fenced', { silentMs: z.number(), mode }),
    says('instance-not-asked', { silentMs: z.number(), mode }),
    // The policy.
    says('effective-rule', { rule: effectiveRule, breakGlass: texts }),
    says('upstream-down', { origin: text, problem: text }),
    says('guard-closed', { name: text, since: count.nullable(), by: text.nullable(), reason: text }),
    says('state-not-on-disk', { host: text, directory: text }),
    says('closed-long', { hours: count }),
    says('key-ends', { name: text, endsAt: count, hasEnded: z.boolean() }),
    says('webhooks-stuck', {
      webhook: text,
      failed: count,
      waiting: count,
      paused: z.object({ at: count, by: text, reason: text }).nullable(),
    }),
    says('webhook-refused', {
      webhook: text,
      why: z.enum(['no-secret', 'full']),
      secretFrom: texts,
      held: count,
      most: count,
    }),
    says('webhook-was-refused', {
      webhook: text,
      why: z.enum(['missing', 'twice', 'wrong', 'too-old', 'too-large', 'full', 'busy']),
      count,
      lastAt: count,
      secretFrom: texts,
    }),
    says('webhook-waits', { webhook: text, since: count, attempts: count, status: count.nullable() }),
    says('nobody-restricted', { groups: texts, people: count }),
    says('route-declared', { access: z.enum(['read', 'write']) }),
    says('route-calls', { protocol: text }),
    says('route-socket', {}),
    says('route-exception', {}),
    says('route-never-exception', {}),
    says('route-protected', {}),
    says('route-sensitive', {}),
    // What somebody lacks.
    says('lacks-identity', { hasIdentity: z.boolean() }),
    says('lacks-identity-and-path', { hasIdentity: z.boolean(), ...paths }),
    says('lacks-write-pass', {}),
    says('lacks-role', { roles: z.array(role) }),
    says('lacks-path', { ...paths, other: z.enum(['pass', 'sign-in']) }),
    says('path-host', { host: text }),
    says('path-network', { network: text }),
    says('path-sign-in', {}),
    // What the gate says of a request. Values are the request's own.
    says('reason', { reason, place: place.nullable(), values: z.record(text, text) }),
    letInBySchema,
    /** `path`: of the value in the configuration. */
    says('warning', { path: text, warning, values: z.record(text, text) }),
    says('request-method', { method: text }),
    says('request-url', { url: text, meant: text.nullable() }),
    // Where a role comes from.
    says('role-by-application', {}),
    says('role-by-probe', { method: text, path: text }),
    says('role-by-jwt', { issuer: text }),
    says('role-by-header', { header: text }),
    says('role-by-pass', { scope: z.enum(['read', 'write']) }),
    says('role-by-name', {}),
    says('role-by-group', { groups: texts }),
    says('role-by-settings-right', {}),
    // What is wrong in the audit log; `end` null = the chain is missing.
    says('audit-out-of-order', { expected: count }),
    says('audit-unlinked', {}),
    says('audit-edited', {}),
    says('audit-unlike-its-seal', {}),
    says('audit-forged-seal', {}),
    says('audit-cut', { end: count.nullable(), sealed: count, goesOnIn: text.nullable() }),
    says('audit-cut-before', { end: count.nullable(), from: count, goesOnIn: text }),
    says('audit-not-the-end', { goesOnIn: text }),
    // What somebody did on the host with everything else down; `until` in milliseconds since 1970.
    says('break-glass-record', {
      mode: mode.nullable(),
      until: z.number().nullable(),
      from: text.nullable(),
      reason: text,
    }),
  ])
  .openapi('Said');

/** Something to be said: a stable code, and what belongs into the words. */
export type LetInBy = z.output<typeof letInBySchema>;

export type Said = Unchanged<z.output<typeof saidSchema>>;
export type SaidCode = Said['code'];
export type ValuesOf<Code extends SaidCode> = Extract<Said, { readonly code: Code }>['values'];
