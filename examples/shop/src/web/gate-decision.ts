import { createDecisionReader, type DecisionReaderOptions } from '@portcullis/gate';
import type { Request } from 'express';

/** What the gate in front of the shop says about a request; only the parts the shop shows. */
export interface GateDecision {
  readonly mode: 'open' | 'read-only' | 'closed';
  readonly mayWrite: boolean;
  /** `write`: an insider whose writes are approved. */
  readonly scope: 'none' | 'read' | 'write';
  /** An insider who tries what the window has changed. @default false */
  readonly isTest?: boolean;
  readonly role: string;
  /** ISO 8601, or null when nobody promised an end. */
  readonly until: string | null;
  readonly message: string | null;
}

export type DecisionOf = (request: Request) => GateDecision | null | Promise<GateDecision | null>;

/** Believes what the gate says once its signature is checked; a request without it comes from nobody's gate. */
export function createDecisionOf(options: DecisionReaderOptions): DecisionOf {
  const reader = createDecisionReader(options);
  return async (request) => {
    const claims = await reader.read(request);
    if (claims === null) return null;
    const { mode, scope, test, role, until } = claims;
    return {
      mode,
      mayWrite: mode === 'open' || scope === 'write',
      scope,
      isTest: test,
      role,
      until: until === null ? null : new Date(until).toISOString(),
      message: null,
    };
  };
}

const MESSAGE_CHARACTERS = 160;

/** Why forms are switched off for this caller, in one line; null when they are not. */
export function pauseReason(decision: GateDecision | null, now: Date): string | null {
  if (decision === null || decision.mode === 'open' || decision.mayWrite) {
    return null;
  }
  const state =
    decision.mode === 'closed' ? 'The shop is closed for maintenance' : 'Changes are paused for maintenance';
  const message = decision.message?.trim().slice(0, MESSAGE_CHARACTERS) ?? '';
  return [`${state}${describeEnd(decision.until, now)}.`, message].filter(Boolean).join(' ');
}

function describeEnd(until: string | null, now: Date): string {
  const end = until === null ? Number.NaN : Date.parse(until);
  if (Number.isNaN(end)) {
    return '';
  }
  if (end <= now.getTime()) {
    return ' a little longer than planned';
  }
  const sameDay = new Date(end).toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  const time = new Intl.DateTimeFormat('en-GB', {
    ...(sameDay ? {} : { day: 'numeric', month: 'long' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(end);
  return `, probably until ${time} UTC`;
}
