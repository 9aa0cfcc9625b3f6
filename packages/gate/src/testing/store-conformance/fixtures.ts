import type { AuditRecord, AuditSeal } from '../../model/audit.ts';
import type { InstanceReport } from '../../model/instance.ts';
import { emptyNotice } from '../../model/notice.ts';
import type { Pass } from '../../model/pass.ts';
import type { SwitchRequest } from '../../model/switch.ts';
import type { SwitchChange } from '../../ports/store.ts';

export const site = 'shop';

export function requestOf(overrides: Partial<SwitchRequest> = {}): SwitchRequest {
  return {
    mode: 'read-only',
    areas: {},
    notice: emptyNotice,
    reason: 'database repair',
    actor: { kind: 'operator', name: 'ada' },
    expected: null,
    expires: null,
    production: false,
    ...overrides,
  };
}

export function recordOf(chain: string, sequence: number, overrides: Partial<AuditRecord> = {}): AuditRecord {
  return {
    chain,
    sequence,
    at: 1_700_000_000_000 + sequence,
    kind: 'switch.changed',
    actor: 'ada',
    data: `{"sequence":${sequence}}`,
    previousHash: String(sequence - 1).padStart(64, '0'),
    hash: String(sequence).padStart(64, '0'),
    ...overrides,
  };
}

export interface ChangeOf {
  readonly expectedEpoch: number;
  readonly record: AuditRecord;
  readonly request?: Partial<SwitchRequest>;
  readonly newWindowId?: string;
}

export function changeOf({
  expectedEpoch,
  record,
  request,
  newWindowId = 'window-1',
}: ChangeOf): SwitchChange {
  return { expectedEpoch, request: requestOf(request), newWindowId, record };
}

/** A pass that outlives every test unless told otherwise. */
export function passOf(id: string, overrides: Partial<Pass> = {}): Pass {
  return {
    id,
    site,
    subject: 'grace',
    scope: 'write',
    isTest: false,
    tokenHash: tokenHashOf(id),
    windowId: null,
    createdAt: 1_700_000_000_000,
    createdBy: 'ada',
    expiresAt: Number.MAX_SAFE_INTEGER,
    redeemedAt: null,
    revokedAt: null,
    ...overrides,
  };
}

export function tokenHashOf(id: string): string {
  return `token of ${id}`;
}

export function reportOf(id: string, overrides: Partial<InstanceReport> = {}): InstanceReport {
  return {
    id,
    version: '1.2.3',
    host: 'host-1',
    processId: 4711,
    epoch: 7,
    policyDigest: 'a'.repeat(64),
    effectiveMode: 'read-only',
    effectiveAreas: { checkout: 'closed' },
    why: 'store',
    onStoreLost: 'keep',
    leaseMs: 5000,
    clockOffsetMs: -12.5,
    writesInFlight: [{ method: 'POST', path: '/orders', ageMs: 1.25 }],
    writesInFlightCount: 1,
    runningWritesCount: 3,
    breakGlassSeen: null,
    startedAt: 1_700_000_000_000,
    ...overrides,
  };
}

export function sealOf(chain: string, sequence: number, overrides: Partial<AuditSeal> = {}): AuditSeal {
  return {
    chain,
    sequence,
    hash: String(sequence).padStart(64, '0'),
    at: 1_700_000_000_000,
    signature: 'f'.repeat(64),
    ...overrides,
  };
}
