import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { AuditRecord, InstanceReport } from '@portcullis/gate';

/** For vi.waitUntil and vi.waitFor: looks often, gives up late. */
export const patience = { timeout: 15_000, interval: 20 };

/** The first record of a chain of its own: for what a test puts into the store beside the server. */
export function recordOf(kind: AuditRecord['kind']): AuditRecord {
  return {
    chain: `test-${randomUUID()}`,
    sequence: 1,
    at: Date.now(),
    kind,
    actor: 'test',
    data: '{}',
    previousHash: '0'.repeat(64),
    hash: 'f'.repeat(64),
  };
}

/** What an instance in another process says of itself. */
export function reportOf(report: Partial<InstanceReport>): InstanceReport {
  return {
    id: 'elsewhere-1',
    version: '0.0.0',
    host: hostname(),
    processId: process.pid,
    epoch: 0,
    policyDigest: '0'.repeat(64),
    effectiveMode: 'open',
    effectiveAreas: {},
    why: 'store',
    onStoreLost: 'keep',
    leaseMs: 5_000,
    clockOffsetMs: 0,
    writesInFlight: [],
    writesInFlightCount: 0,
    breakGlassSeen: null,
    startedAt: Date.now(),
    ...report,
  };
}
