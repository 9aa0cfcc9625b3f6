import type {
  ApiKey,
  Incident,
  LedgerEntry,
  Operator,
  OperatorSession,
  ProcessReported,
  Transition,
} from '@portcullis/gate';

/** An owner with a password and a second factor. */
export function operatorOf(id: string, site: string): Operator {
  return {
    id,
    site,
    name: id,
    role: 'owner',
    passwordHash: '$argon2id$',
    secondFactor: { sealedSecret: 'sealed', confirmedAt: 1, recoveryHashes: [] },
    federated: null,
    invitation: null,
    disabledAt: null,
    createdAt: 1,
    createdBy: 'shell:ada',
    version: 1,
  };
}

export function sessionOf(id: string, operator: Pick<Operator, 'id' | 'site'>): OperatorSession {
  return {
    tokenHash: `token of ${id}`,
    id,
    site: operator.site,
    operatorId: operator.id,
    stage: 'signed-in',
    createdAt: 1,
    confirmedAt: 1,
    seenAt: 1,
    expiresAt: Number.MAX_SAFE_INTEGER,
    address: null,
    userAgent: '',
  };
}

export function apiKeyOf(id: string, site: string): ApiKey {
  return {
    id,
    site,
    name: id,
    tokenHash: `token of ${id}`,
    scopes: ['read'],
    createdAt: 1,
    createdBy: 'ada',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  };
}

export function entryOf(route: string): LedgerEntry {
  return {
    windowId: 'w1',
    method: 'POST',
    route,
    actor: 'grace',
    rule: 'read-only-write',
    count: 1,
    firstAt: 1,
    lastAt: 2,
    reference: null,
  };
}

export function incidentOf(id: string, overrides: Partial<Incident> = {}): Incident {
  return {
    id,
    at: 1,
    expiresAt: Number.MAX_SAFE_INTEGER,
    method: 'GET',
    path: '/orders',
    status: 500,
    channel: 'page',
    name: null,
    sealed: Uint8Array.of(0, 255),
    ...overrides,
  };
}

/** Turning on, with a worker that is paused. */
export function transitionOf(): Transition {
  return {
    direction: 'on',
    phase: 'drain',
    phaseSince: 2,
    startedAt: 1,
    startedBy: { kind: 'shell', name: 'ada' },
    parts: [
      {
        kind: 'worker',
        name: 'mails',
        prior: 'running',
        priorTables: null,
        did: 'stopped',
        tables: [],
        pausedAt: 2,
        givenUp: null,
      },
    ],
    opening: null,
    opensWindow: true,
    isCut: false,
    setback: null,
    signIn: { before: null, closed: null, opened: null },
    callsEndedAt: null,
  };
}

/** Of the worker `mails`, heard so long ago. */
export function processOf(id: string, agoMs = 0): ProcessReported {
  return { worker: 'mails', id, instance: 'server-1', agoMs, said: '{"obeys":"running"}' };
}
