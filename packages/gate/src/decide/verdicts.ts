import type { Confirm, Hold, Own, RefusalCode, Refuse, Rule, Standing } from '../model/decision.ts';
import { reservedPrefix } from '../model/header.ts';
import type { Identity } from '../model/identity.ts';
import { stricterOf } from '../model/mode.ts';
import type { Reason } from '../model/reasons.ts';
import { type Webhook, webhookName } from '../model/webhook.ts';
import type { BypassResult } from './bypass.ts';
import type { EffectiveMode } from './effective-mode.ts';
import { noObligations, type Snapshot, visitorStanding } from './snapshot.ts';

const noAreas: readonly string[] = Object.freeze([]);

/** What a refusal is about; the mode is the one in force for this request. */
export interface RefusalInput {
  readonly rule: Rule;
  readonly status: Refuse['status'];
  readonly code: RefusalCode;
  readonly effective: EffectiveMode;
  /** @default "write" */
  readonly access?: Refuse['access'];
  readonly standing?: Standing;
  /** @default false */
  readonly asksForDocuments?: boolean;
}

export function refusal(snapshot: Snapshot, input: RefusalInput): Refuse {
  const { rule, status, code, effective, access = 'write', standing = visitorStanding } = input;
  return {
    kind: 'refuse',
    rule,
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing,
    obligations: noObligations,
    status,
    code,
    areas: effective.areas,
    access,
    ...(input.asksForDocuments === true && { asksForDocuments: true }),
  };
}

/** Nothing about the target is known, so only the site's own mode can be told. */
export function malformedRefusal(
  snapshot: Snapshot,
  id: 'framing' | 'malformed-target',
  detail: Reason,
): Refuse {
  return refusal(snapshot, {
    rule: { id, detail },
    status: 400,
    code: 'PORTCULLIS_MALFORMED_REQUEST',
    effective: { mode: snapshot.mode, areas: noAreas },
  });
}

export function methodRefusal(snapshot: Snapshot, method: string): Refuse {
  return refusal(snapshot, {
    rule: { id: 'framing', detail: `the method ${method}` satisfies Reason },
    status: 405,
    code: 'PORTCULLIS_METHOD_REFUSED',
    effective: { mode: snapshot.mode, areas: noAreas },
  });
}

/** The decision when deciding itself failed: errors deny, and as strictly as this instance ever would. */
export function refusalOfFailure(snapshot: Snapshot, detail: string): Refuse {
  return refusal(snapshot, {
    rule: { id: 'failure', detail },
    status: 503,
    code: 'PORTCULLIS_DECISION_FAILED',
    effective: { mode: stricterOf(snapshot.mode, snapshot.modeWhenLost ?? 'open'), areas: noAreas },
  });
}

export interface ConfirmationInput {
  readonly sensitiveBy: string;
  readonly effective: EffectiveMode;
  readonly standing: Standing;
  readonly bodyDigest: string;
}

export function confirmation(snapshot: Snapshot, input: ConfirmationInput): Confirm {
  const { sensitiveBy, effective, standing, bodyDigest } = input;
  return {
    kind: 'confirm',
    rule: { id: 'sensitive', detail: sensitiveBy },
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing,
    obligations: noObligations,
    bodyDigest,
  };
}

export interface HoldInput {
  readonly webhook: Webhook;
  readonly effective: EffectiveMode;
  readonly onlyBehind: boolean;
}

export function hold(snapshot: Snapshot, { webhook, effective, onlyBehind }: HoldInput): Hold {
  return {
    kind: 'hold',
    rule: webhookRule(webhook),
    epoch: snapshot.switch.epoch,
    mode: effective.mode,
    standing: visitorStanding,
    obligations: noObligations,
    webhook,
    onlyBehind,
    areas: effective.areas,
  };
}

/** What becomes of a webhook that is to be held where nobody can, or not just now. */
export function refusalOfHold(
  { webhook: _, onlyBehind: __, ...hold }: Hold,
  passing: Pick<Refuse, 'retryAfterSeconds'> = {},
): Refuse {
  return {
    ...hold,
    ...passing,
    kind: 'refuse',
    status: 503,
    code: hold.mode === 'closed' ? 'PORTCULLIS_CLOSED' : 'PORTCULLIS_READ_ONLY',
    access: 'write',
  };
}

export function webhookRule(webhook: Webhook): Rule {
  return { id: 'webhook', detail: webhookName(webhook) };
}

/** A route of the gate itself; `target` starts with the reserved prefix. */
export function ownRoute(target: string): Own {
  const query = target.indexOf('?');
  return { kind: 'own', route: target.slice(reservedPrefix.length, query === -1 ? undefined : query) };
}

export function standingOf({ role, subject, via, pass }: Identity, { scope }: BypassResult): Standing {
  if (role === 'visitor' && subject === null) return visitorStanding;
  const test =
    scope === 'write' && pass?.isTest === true ? ({ isTest: true, testRun: pass.id } as const) : null;
  if (via === 'pass' && pass !== null) return { role, subject, scope, byPass: pass.scope, ...test };
  // Named in the policy: that is what lets a visitor in.
  return { role: role === 'visitor' && scope !== 'none' ? 'allowed' : role, subject, scope, ...test };
}
