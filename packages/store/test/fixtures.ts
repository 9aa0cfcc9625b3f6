import {
  type AuditRecord,
  type AuditSeal,
  type BreakGlassPass,
  emptyNotice,
  type InstanceReport,
  type LastKnown,
  type Override,
  type Pass,
  type SwitchChange,
  untouchedSwitch,
} from '@portcullis/gate';

export function recordOf(chain: string, sequence: number): AuditRecord {
  return {
    chain,
    sequence,
    at: 1_750_000_000_000 + sequence,
    kind: 'switch.changed',
    actor: 'ada',
    data: '{}',
    previousHash: String(sequence - 1).padStart(64, '0'),
    hash: String(sequence).padStart(64, '0'),
  };
}

export interface ChangeOf {
  readonly expectedEpoch: number;
  readonly record: AuditRecord;
  readonly mode?: SwitchChange['request']['mode'];
  readonly reason?: string;
}

export function changeOf({ expectedEpoch, record, mode = 'read-only', reason = '' }: ChangeOf): SwitchChange {
  return {
    expectedEpoch,
    newWindowId: `window ${expectedEpoch}`,
    record,
    request: {
      mode,
      areas: {},
      notice: emptyNotice,
      reason,
      actor: { kind: 'shell', name: record.chain },
      expected: null,
      expires: null,
      production: false,
    },
  };
}

export function passOf(id: string): Pass {
  return {
    id,
    site: 'shop',
    subject: 'grace',
    scope: 'write',
    isTest: false,
    tokenHash: `token of ${id}`,
    windowId: null,
    createdAt: 1_750_000_000_000,
    createdBy: 'ada',
    expiresAt: Number.MAX_SAFE_INTEGER,
    redeemedAt: null,
    revokedAt: null,
  };
}

export function reportOf(id: string): InstanceReport {
  return {
    id,
    version: '1.0.0',
    host: 'host-1',
    processId: 1,
    epoch: 0,
    policyDigest: '0'.repeat(64),
    effectiveMode: 'open',
    effectiveAreas: {},
    why: 'store',
    onStoreLost: 'keep',
    leaseMs: 5000,
    clockOffsetMs: 0,
    writesInFlight: [],
    writesInFlightCount: 0,
    breakGlassSeen: null,
    startedAt: 1_750_000_000_000,
  };
}

export interface LastKnownOf {
  readonly epoch: number;
  readonly message?: string;
}

export function lastKnownOf({ epoch, message = 'Zurück um drei \u2028 🚀' }: LastKnownOf): LastKnown {
  return {
    lineage: 'lineage-1',
    switch: {
      ...untouchedSwitch('shop'),
      epoch,
      mode: 'read-only',
      windowId: 'window-1',
      areas: Object.fromEntries([
        ['__proto__', 'closed' as const],
        ['7', 'open' as const],
        ['checkout', 'closed' as const],
      ]),
      notice: { ...emptyNotice, message: { de: message }, contact: { email: 'help@example.org' } },
    },
    passes: [passOf('p')],
    savedAt: 1_750_000_000_000,
  };
}

export function overrideOf(reason: string): Override {
  return { mode: 'closed', reason, actor: 'root', createdAt: 1, expiresAt: 2 };
}

export function breakGlassPassOf(digit: string, overrides: Partial<BreakGlassPass> = {}): BreakGlassPass {
  return {
    id: `pass-${digit}`,
    tokenHash: digit.repeat(64),
    subject: 'grace',
    reason: 'drill',
    expiresAt: Number.MAX_SAFE_INTEGER,
    redeemed: false,
    ...overrides,
  };
}

export function sealOf(chain: string, sequence: number): AuditSeal {
  return { chain, sequence, hash: `hash ${sequence}`, at: sequence, signature: 'f'.repeat(64) };
}
