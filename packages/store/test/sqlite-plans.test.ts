import { join } from 'node:path';
import type { AuditKind } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addIncident } from '../src/sql/operations/add-incident.ts';
import { auditChains } from '../src/sql/operations/audit-chains.ts';
import { auditHead } from '../src/sql/operations/audit-head.ts';
import { claimTransition, releaseTransition } from '../src/sql/operations/claim-transition.ts';
import { findApiKey } from '../src/sql/operations/find-api-key.ts';
import { findIncident } from '../src/sql/operations/find-incident.ts';
import { findOperator } from '../src/sql/operations/find-operator.ts';
import { findSession } from '../src/sql/operations/find-session.ts';
import { forgetIncidents } from '../src/sql/operations/forget-incidents.ts';
import { forgetLedger } from '../src/sql/operations/forget-ledger.ts';
import { ledgerWindows } from '../src/sql/operations/ledger-windows.ts';
import { listApiKeys } from '../src/sql/operations/list-api-keys.ts';
import { listOperators } from '../src/sql/operations/list-operators.ts';
import { listPasses } from '../src/sql/operations/list-passes.ts';
import { listProcesses } from '../src/sql/operations/list-processes.ts';
import { listSessions } from '../src/sql/operations/list-sessions.ts';
import { readAudit } from '../src/sql/operations/read-audit.ts';
import { readLedger } from '../src/sql/operations/read-ledger.ts';
import { readSiteState } from '../src/sql/operations/read-site-state.ts';
import { readTransition } from '../src/sql/operations/read-transition.ts';
import { recentIncidents } from '../src/sql/operations/recent-incidents.ts';
import { removeProcess } from '../src/sql/operations/remove-process.ts';
import { searchPasses } from '../src/sql/operations/search-passes.ts';
import { writeTransition } from '../src/sql/operations/write-transition.ts';
import type { Statement, Steps, Transaction } from '../src/sql/transaction.ts';
import { type Connection, createConnection } from '../src/sqlite/connection.ts';
import { recordOf } from './fixtures.ts';
import { incidentOf } from './server-fixtures.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

// That is why a full store answers like an empty one. Durations would tell of the machine; plans tell of the statements.
const site = 'shop';
let directory: TemporaryDirectory;
let file: string;
let connection: Connection;

beforeEach(async () => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'store.db');
  const store = createSqliteStore({ file });
  await store.audit.append(site, [recordOf('a', 1)]);
  await store.close();
  connection = createConnection({ file, busyTimeoutMs: 1000, clock: { wallMs: () => 5 } });
});

afterEach(async () => {
  await connection.close();
  directory.remove();
});

async function statementsOf(
  work: (transaction: Transaction) => Steps<unknown>,
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  await connection.write(function* (transaction) {
    const steps = work(transaction);
    let step = steps.next();
    while (step.done !== true) {
      statements.push(step.value);
      step = steps.next(yield step.value);
    }
  });
  return statements;
}

/** What SQLite says of each statement that a piece of work runs. */
async function plansOf(work: (transaction: Transaction) => Steps<unknown>): Promise<readonly string[]> {
  const statements = await statementsOf(work);
  const database = new Database(file, { readonly: true });
  try {
    return statements.flatMap(({ sql, parameters }) =>
      database
        .prepare<unknown[], { readonly detail: string }>(`explain query plan ${sql}`)
        .all(...parameters)
        .map(({ detail }) => detail),
    );
  } finally {
    database.close();
  }
}

const kinds: readonly AuditKind[] = ['switch.changed', 'pass.created'];
const before = { at: 5, chain: 'a', sequence: 1 };
const times = { from: 1, to: 9 };
const after = { method: 'PUT', route: '/a', actor: '', rule: 'read-only-write' };

const step = { conductorId: 'one', expectedVersion: 0, transition: null };

type Work = (transaction: Transaction) => Steps<unknown>;

const plans: readonly (readonly [string, Work, readonly string[]])[] = [
  [
    'records of a chain',
    (own) => readAudit(own, site, { chain: 'a', after: 5, limit: 10 }),
    ['SEARCH audit_records USING INDEX sqlite_autoindex_audit_records_1 (site=? AND chain=? AND sequence>?)'],
  ],
  [
    'records of every chain',
    (own) => readAudit(own, site, { limit: 10 }),
    ['SEARCH audit_records USING INDEX sqlite_autoindex_audit_records_1 (site=?)'],
  ],
  [
    'the newest records',
    (own) => readAudit(own, site, { newestFirst: true, limit: 10 }),
    ['SEARCH audit_records USING INDEX audit_records_by_time (site=?)'],
  ],
  [
    'the newest records of some time, from a place on',
    (own) => readAudit(own, site, { newestFirst: true, before, ...times, limit: 10 }),
    ['SEARCH audit_records USING INDEX audit_records_by_time (site=? AND at>? AND at<?)'],
  ],
  [
    'records of some kinds',
    (own) => readAudit(own, site, { newestFirst: true, kinds, limit: 10 }),
    [
      'SEARCH audit_records USING COVERING INDEX audit_records_by_kind (site=? AND kind=?)',
      'SEARCH audit_records USING INDEX sqlite_autoindex_audit_records_1 (site=? AND chain=? AND sequence=?)',
    ],
  ],
  [
    'records of some kinds and times, from a place on',
    (own) => readAudit(own, site, { newestFirst: true, kinds, before, ...times, limit: 10 }),
    ['SEARCH audit_records USING COVERING INDEX audit_records_by_kind (site=? AND kind=? AND at>? AND at<?)'],
  ],
  [
    'records of an actor',
    (own) => readAudit(own, site, { newestFirst: true, actor: 'ada', limit: 10 }),
    [
      'SEARCH audit_records USING COVERING INDEX audit_records_by_actor (site=? AND actor=?)',
      'SEARCH audit_records USING COVERING INDEX audit_records_by_actor (site=? AND actor=? AND kind>?)',
      'SEARCH audit_records USING COVERING INDEX audit_records_by_actor (site=? AND actor=? AND kind=?)',
      'SEARCH audit_records USING INDEX sqlite_autoindex_audit_records_1 (site=? AND chain=? AND sequence=?)',
    ],
  ],
  [
    'records of an actor and some kinds, from a place on',
    (own) => readAudit(own, site, { newestFirst: true, actor: 'eve', kinds, before, limit: 10 }),
    [
      'SEARCH audit_records USING COVERING INDEX audit_records_by_actor (site=? AND actor=? AND kind=? AND at<?)',
    ],
  ],
  [
    'chains',
    (own) => auditChains(own, site),
    [
      'SEARCH audit_records USING COVERING INDEX sqlite_autoindex_audit_records_1 (site=?)',
      'SEARCH audit_records USING COVERING INDEX sqlite_autoindex_audit_records_1 (site=? AND chain>?)',
    ],
  ],
  [
    'the head of a chain',
    (own) => auditHead(own, site, 'a'),
    ['SEARCH audit_records USING INDEX sqlite_autoindex_audit_records_1 (site=? AND chain=?)'],
  ],
  [
    'the state of a site',
    (own) => readSiteState(own, site),
    [
      'SEARCH passes USING INDEX passes_by_creation (site=?)',
      'SEARCH switches USING INDEX sqlite_autoindex_switches_1 (site=?)',
    ],
  ],
  ['passes', (own) => listPasses(own, site), ['SEARCH passes USING INDEX passes_by_creation (site=?)']],
  [
    'a page of passes',
    (own) => searchPasses(own, site, { limit: 50 }),
    [
      'SEARCH passes USING INDEX passes_by_creation (site=?)',
      'SEARCH passes USING COVERING INDEX passes_by_creation (site=?)',
    ],
  ],
  [
    'operators',
    (own) => listOperators(own, site),
    ['SEARCH operators USING INDEX sqlite_autoindex_operators_2 (site=?)'],
  ],
  [
    'an operator by name',
    (own) => findOperator(own, site, { name: 'ada' }),
    ['SEARCH operators USING INDEX sqlite_autoindex_operators_2 (site=? AND folded_name=?)'],
  ],
  [
    'an operator by provider',
    (own) => findOperator(own, site, { issuer: 'a', subject: 'b' }),
    ['SEARCH operators USING INDEX sqlite_autoindex_operators_3 (site=? AND issuer=? AND subject=?)'],
  ],
  [
    'an operator by invitation',
    (own) => findOperator(own, site, { invitationHash: 'a' }),
    ['SEARCH operators USING INDEX sqlite_autoindex_operators_4 (site=? AND invitation_hash=?)'],
  ],
  [
    'a session',
    (own) => findSession(own, site, 'token'),
    ['SEARCH operator_sessions USING INDEX sqlite_autoindex_operator_sessions_2 (site=? AND token_hash=?)'],
  ],
  [
    'sessions',
    (own) => listSessions(own, site, undefined),
    ['SEARCH operator_sessions USING INDEX operator_sessions_by_creation (site=?)'],
  ],
  [
    'sessions of an operator',
    (own) => listSessions(own, site, 'ada'),
    ['SEARCH operator_sessions USING INDEX operator_sessions_by_operator (site=? AND operator_id=?)'],
  ],
  [
    'a key',
    (own) => findApiKey(own, site, 'token'),
    ['SEARCH api_keys USING INDEX sqlite_autoindex_api_keys_2 (site=? AND token_hash=?)'],
  ],
  ['keys', (own) => listApiKeys(own, site), ['SEARCH api_keys USING INDEX api_keys_by_creation (site=?)']],
  [
    'the most refused of a window',
    (own) => readLedger(own, site, { windowId: 'w', limit: 10, skip: 10 }),
    [
      'SEARCH ledger USING COVERING INDEX ledger_by_count (site=? AND window_id=?)',
      'SEARCH ledger USING PRIMARY KEY (site=? AND window_id=? AND method=? AND route=? AND actor=? AND rule=?)',
      // Of the page alone.
      'USE TEMP B-TREE FOR ORDER BY',
    ],
  ],
  [
    'an export of a window',
    (own) => readLedger(own, site, { order: 'key', windowId: 'w', after, limit: 10 }),
    ['SEARCH ledger USING PRIMARY KEY (site=? AND window_id=? AND (method,route,actor,rule)>(?,?,?,?))'],
  ],
  [
    'windows of the ledger',
    (own) => ledgerWindows(own, site),
    ['SEARCH ledger_windows USING INDEX ledger_windows_by_end (site=?)'],
  ],
  [
    'what the ledger forgets',
    (own) => forgetLedger(own, site, { before: 5, atMost: 10 }),
    [
      'SEARCH ledger USING PRIMARY KEY (site=? AND window_id=? AND method=? AND route=? AND actor=? AND rule=?)',
      'SEARCH ledger USING COVERING INDEX ledger_by_end (site=? AND last_at<?)',
      'SEARCH ledger_windows USING INDEX sqlite_autoindex_ledger_windows_1 (site=?)',
    ],
  ],
  [
    'an incident',
    (own) => findIncident(own, site, 'a'),
    ['SEARCH incidents USING INDEX sqlite_autoindex_incidents_1 (site=? AND id=?)'],
  ],
  [
    'recent incidents',
    (own) => recentIncidents(own, site, { limit: 10 }),
    ['SEARCH incidents USING INDEX incidents_by_time (site=?)'],
  ],
  [
    'recent incidents, from a place on',
    (own) => recentIncidents(own, site, { limit: 10, after: { at: 5, id: 'a' } }),
    ['SEARCH incidents USING INDEX incidents_by_time (site=? AND at<?)'],
  ],
  [
    'a new incident, and the oldest that make room',
    (own) => addIncident(own, site, { incident: incidentOf('a'), most: 10 }),
    [
      'SEARCH incidents USING COVERING INDEX sqlite_autoindex_incidents_1 (site=? AND id=?)',
      'SEARCH incidents USING COVERING INDEX incidents_by_time (site=?)',
    ],
  ],
  [
    'incidents that are forgotten',
    (own) => forgetIncidents(own, site, { atMost: 10 }),
    [
      'SEARCH incidents USING COVERING INDEX sqlite_autoindex_incidents_1 (site=? AND id=?)',
      'SEARCH incidents USING INDEX incidents_by_end (site=? AND expires_at<?)',
    ],
  ],
  [
    'a transition',
    (own) => readTransition(own, site),
    ['SEARCH transitions USING INDEX sqlite_autoindex_transitions_1 (site=?)'],
  ],
  ['who conducts', (own) => claimTransition(own, site, { id: 'one', leaseMs: 1000 }), []],
  [
    'who conducts no more',
    (own) => releaseTransition(own, site, 'one'),
    ['SEARCH transitions USING INDEX sqlite_autoindex_transitions_1 (site=?)'],
  ],
  [
    'a step of a transition',
    (own) => {
      claimTransition(own, site, { id: 'one', leaseMs: 1000 });
      return writeTransition(own, site, { ...step, record: null });
    },
    ['SEARCH transitions USING INDEX sqlite_autoindex_transitions_1 (site=?)'],
  ],
  [
    'processes',
    (own) => listProcesses(own, site),
    ['SEARCH processes USING INDEX sqlite_autoindex_processes_1 (site=?)'],
  ],
  [
    'a process that is taken off',
    (own) => removeProcess(own, site, { worker: 'mails', id: 'a', seenAt: 5, record: undefined }),
    [
      'SEARCH processes USING INDEX sqlite_autoindex_processes_1 (site=?)',
      'SEARCH processes USING INDEX sqlite_autoindex_processes_1 (site=? AND worker=? AND id=?)',
    ],
  ],
];

/** Lists that are no longer than what was asked for. */
const bounded = /^(?:LIST SUBQUERY|SCAN CONSTANT ROW|CO-ROUTINE page|SCAN page)/;

describe('every statement goes through an index that has its rows in order', () => {
  it.each(plans)('%s', async (_, work, expected) => {
    const found = (await plansOf(work)).filter((detail) => !bounded.test(detail));
    expect([...new Set(found)]).toEqual(expected);
  });
});

// A thousand of them would be hundreds of megabytes, and the shape drops what nobody asked for in silence.
it('a list of incidents reads no sealed bytes', async () => {
  const statements = (
    await statementsOf((transaction) => recentIncidents(transaction, site, { limit: 10 }))
  ).map(({ sql }) => sql);
  expect(statements.join()).toMatch(/from "incidents"/);
  expect(statements.join()).not.toContain('sealed');
});
