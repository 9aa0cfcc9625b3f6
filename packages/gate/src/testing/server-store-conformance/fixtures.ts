import type { Incident } from '../../model/incident.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import type { ApiKey, Operator, OperatorSession, SecondFactor } from '../../model/operator.ts';
import type { Settings } from '../../model/settings.ts';
import type { OperatorChange, ServerStore } from '../../ports/server-store.ts';
import { recordOf, site } from '../store-conformance/fixtures.ts';

export { changeOf, recordOf, site } from '../store-conformance/fixtures.ts';

/** An owner who signs in with a password. */
export function operatorOf(id: string, overrides: Partial<Operator> = {}): Operator {
  return {
    id,
    site,
    name: id,
    role: 'owner',
    passwordHash: `$argon2id$v=19$m=65536,t=3,p=1$${id}`,
    secondFactor: null,
    federated: null,
    invitation: null,
    disabledAt: null,
    createdAt: 1_700_000_000_000,
    createdBy: 'shell:ada',
    version: 1,
    ...overrides,
  };
}

export function secondFactorOf(overrides: Partial<SecondFactor> = {}): SecondFactor {
  return {
    sealedSecret: 'sealed',
    confirmedAt: 1_700_000_000_000,
    recoveryHashes: ['first', 'second'],
    ...overrides,
  };
}

/** A session that outlives every test unless told otherwise. */
export function sessionOf(id: string, overrides: Partial<OperatorSession> = {}): OperatorSession {
  return {
    tokenHash: `token of ${id}`,
    id,
    site,
    operatorId: 'ada',
    stage: 'signed-in',
    createdAt: 1_700_000_000_000,
    confirmedAt: 1_700_000_000_000,
    seenAt: 1_700_000_000_000,
    expiresAt: Number.MAX_SAFE_INTEGER,
    address: '203.0.113.7',
    userAgent: 'Firefox on Linux',
    ...overrides,
  };
}

export function keyOf(id: string, overrides: Partial<ApiKey> = {}): ApiKey {
  return {
    id,
    site,
    name: `key ${id}`,
    tokenHash: `token of ${id}`,
    scopes: ['read', 'switch'],
    createdAt: 1_700_000_000_000,
    createdBy: 'operator:ada',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    ...overrides,
  };
}

export function entryOf(route: string, overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    windowId: 'w1',
    method: 'POST',
    route,
    actor: '',
    rule: 'read-only-write',
    count: 1,
    firstAt: 1_700_000_000_000,
    lastAt: 1_700_000_000_000,
    reference: 'abc-123',
    ...overrides,
  };
}

/** An incident that outlives every test unless told otherwise. */
export function incidentOf(id: string, overrides: Partial<Incident> = {}): Incident {
  return {
    id,
    at: 1_700_000_000_000,
    expiresAt: Number.MAX_SAFE_INTEGER,
    method: 'GET',
    path: '/orders',
    status: 500,
    channel: 'page',
    name: 'builtins.ValueError',
    sealed: Uint8Array.of(1, 2, 3),
    ...overrides,
  };
}

/** As lists show it. */
export function seenIncidentOf(id: string, overrides: Partial<Incident> = {}): Omit<Incident, 'sealed'> {
  const { sealed, ...seen } = incidentOf(id, overrides);
  return seen;
}

export function settingsOf(message: string): Settings {
  return { page: {}, defaults: { message: { en: message }, button: null } };
}

/** Every part of them. */
export const wholeSettings: Settings = {
  page: {
    brand: 'Shop',
    logo: 'data:image/png;base64,AAAA',
    colors: { accent: '#0a7', accentDark: '#9fe' },
    languages: ['de', 'en'],
    texts: { de: { title: 'Gleich zurück' } },
    contact: { email: 'help@example.org', phone: '+49 30 1', url: '/contact' },
    timeZone: 'Europe/Berlin',
  },
  defaults: {
    message: { en: 'Back soon', de: 'Gleich zurück' },
    button: { label: { en: 'Status' }, url: 'https://status.example.org/' },
  },
  production: { text: { en: 'Please ask the help desk.' } },
};

/** Stores operators on a chain of their own each. */
export async function createOperators(store: ServerStore, operators: readonly Operator[]): Promise<void> {
  for (const operator of operators) {
    const record = recordOf(`creation of ${operator.id}`, 1, { kind: 'operator.created' });
    const result = await store.operators.create(operator.site, operator, { onlyFirst: false, record });
    if (result !== 'created') throw new Error(`Operator ${operator.id} was not created: ${result}`);
  }
}

/** Stores a session of an operator who is at version 1. */
export async function openSessions(store: ServerStore, sessions: readonly OperatorSession[]): Promise<void> {
  for (const session of sessions) {
    const isOpen = await store.sessions.open(session, { operatorVersion: 1, record: null });
    if (!isOpen) throw new Error(`Session ${session.id} was not opened`);
  }
}

/** A change of version 1 unless told otherwise. */
export function operatorChangeOf(
  next: OperatorChange['next'],
  overrides: Partial<OperatorChange> = {},
): OperatorChange {
  return {
    expectedVersion: 1,
    next,
    record: recordOf('change', 1, { kind: 'operator.changed' }),
    ...overrides,
  };
}

/** How many records there are, of every chain. */
export async function countRecords(store: ServerStore): Promise<number> {
  return (await store.audit.read(site, { limit: 1000 })).length;
}
