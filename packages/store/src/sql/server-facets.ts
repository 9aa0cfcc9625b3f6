import type {
  DeliveryStore,
  HeldStore,
  IncidentStore,
  KeyStore,
  LedgerStore,
  OperatorStore,
  ProcessStore,
  SessionStore,
  SettingsStore,
  TransitionStore,
} from '@portcullis/gate';
import type { Hints } from '../hints/hints.ts';
import { addIncident } from './operations/add-incident.ts';
import { addToLedger } from './operations/add-to-ledger.ts';
import { changeOperator } from './operations/change-operator.ts';
import { changeSettings } from './operations/change-settings.ts';
import { claimStep } from './operations/claim-step.ts';
import { claimTransition, releaseTransition } from './operations/claim-transition.ts';
import { createApiKey } from './operations/create-api-key.ts';
import { createOperator } from './operations/create-operator.ts';
import { endSessions } from './operations/end-sessions.ts';
import { findApiKey } from './operations/find-api-key.ts';
import { findIncident } from './operations/find-incident.ts';
import { findOperator } from './operations/find-operator.ts';
import { findSession } from './operations/find-session.ts';
import { forgetIncidents } from './operations/forget-incidents.ts';
import { forgetLedger } from './operations/forget-ledger.ts';
import { acceptHeld } from './operations/held/accept-held.ts';
import { claimHeld } from './operations/held/claim-held.ts';
import { decideHeld } from './operations/held/decide-held.ts';
import {
  findHeld,
  forgetHeld,
  listHeld,
  standingOfWebhooks,
  waitingWebhooks,
} from './operations/held/read-held.ts';
import { settleHeld } from './operations/held/settle-held.ts';
import { ledgerWindows } from './operations/ledger-windows.ts';
import { listApiKeys } from './operations/list-api-keys.ts';
import { listOperators } from './operations/list-operators.ts';
import { listProcesses } from './operations/list-processes.ts';
import { listSessions } from './operations/list-sessions.ts';
import { openSession } from './operations/open-session.ts';
import { readLedger } from './operations/read-ledger.ts';
import { readSettings } from './operations/read-settings.ts';
import { readTransition } from './operations/read-transition.ts';
import { recentIncidents } from './operations/recent-incidents.ts';
import { removeOperator } from './operations/remove-operator.ts';
import { removeProcess } from './operations/remove-process.ts';
import { replaceSession } from './operations/replace-session.ts';
import { reportProcesses } from './operations/report-processes.ts';
import { revokeApiKey } from './operations/revoke-api-key.ts';
import { seeSession } from './operations/see-session.ts';
import { useApiKey } from './operations/use-api-key.ts';
import { writeTransition } from './operations/write-transition.ts';
import type { SqlConnection } from './transaction.ts';

export function settingsStore(connection: SqlConnection, hints: Hints): SettingsStore {
  return {
    read: (site) => connection.read((transaction) => readSettings(transaction, site)),
    async change(site, change) {
      const result = await connection.write((transaction) => changeSettings(transaction, site, change));
      if (result.kind === 'changed') hints.raise(site, result.stored.epoch);
      return result;
    },
  };
}

export function operatorStore(connection: SqlConnection): OperatorStore {
  return {
    create: (site, operator, options) =>
      connection.write((transaction) => createOperator(transaction, site, { operator, ...options })),
    list: (site) => connection.read((transaction) => listOperators(transaction, site)),
    find: (site, by) => connection.read((transaction) => findOperator(transaction, site, by)),
    change: (site, id, change) =>
      connection.write((transaction) => changeOperator(transaction, site, { id, ...change })),
    remove: (site, id, record) =>
      connection.write((transaction) => removeOperator(transaction, site, { id, record })),
    claimStep: (site, id, step) =>
      connection.write((transaction) => claimStep(transaction, site, { id, step })),
  };
}

export function sessionStore(connection: SqlConnection): SessionStore {
  return {
    open: (session, options) => connection.write((transaction) => openSession(transaction, session, options)),
    find: (site, tokenHash) => connection.read((transaction) => findSession(transaction, site, tokenHash)),
    replace: (site, tokenHash, options) =>
      connection.write((transaction) => replaceSession(transaction, site, { tokenHash, ...options })),
    seen: (site, id, seen) =>
      connection.write((transaction) => seeSession(transaction, site, { id, ...seen }), { durable: false }),
    list: (site, operatorId) => connection.read((transaction) => listSessions(transaction, site, operatorId)),
    end: (site, which, record) =>
      connection.write((transaction) => endSessions(transaction, site, { which, record })),
  };
}

export function keyStore(connection: SqlConnection): KeyStore {
  return {
    create: (key, record) => connection.write((transaction) => createApiKey(transaction, key, record)),
    list: (site) => connection.read((transaction) => listApiKeys(transaction, site)),
    find: (site, tokenHash) => connection.read((transaction) => findApiKey(transaction, site, tokenHash)),
    revoke: (site, id, record) =>
      connection.write((transaction) => revokeApiKey(transaction, site, { id, record })),
    used: (site, id, at) =>
      connection.write((transaction) => useApiKey(transaction, site, { id, at }), { durable: false }),
  };
}

export function ledgerStore(connection: SqlConnection): LedgerStore {
  return {
    // Counts come each second; the audit records of the same second are flushed, and these with them.
    add: (site, entries, options = {}) =>
      connection.write((transaction) => addToLedger(transaction, site, { entries, ...options }), {
        durable: false,
      }),
    read: (site, query) => connection.read((transaction) => readLedger(transaction, site, query)),
    windows: (site) => connection.read((transaction) => ledgerWindows(transaction, site)),
    forget: (site, options) => connection.write((transaction) => forgetLedger(transaction, site, options)),
  };
}

export function incidentStore(connection: SqlConnection): IncidentStore {
  return {
    add: (site, incident, options) =>
      connection.write((transaction) => addIncident(transaction, site, { incident, ...options })),
    find: (site, id) => connection.read((transaction) => findIncident(transaction, site, id)),
    recent: (site, query) => connection.read((transaction) => recentIncidents(transaction, site, query)),
    forgetExpired: (site, options) =>
      connection.write((transaction) => forgetIncidents(transaction, site, options)),
  };
}

export function transitionStore(connection: SqlConnection): TransitionStore {
  return {
    read: (site) => connection.read((transaction) => readTransition(transaction, site)),
    // A lease is renewed each second, and a power cut ends whoever holds it.
    claim: (site, conductor) =>
      connection.write((transaction) => claimTransition(transaction, site, conductor), { durable: false }),
    write: (site, write) => connection.write((transaction) => writeTransition(transaction, site, write)),
    release: (site, conductorId) =>
      connection.write((transaction) => releaseTransition(transaction, site, conductorId), {
        durable: false,
      }),
  };
}

export function processStore(connection: SqlConnection): ProcessStore {
  return {
    report: (site, reports) =>
      connection.write((transaction) => reportProcesses(transaction, site, reports), {
        durable: false,
        isAlone: false,
      }),
    list: (site) => connection.read((transaction) => listProcesses(transaction, site)),
    remove: (site, process, record) =>
      connection.write((transaction) => removeProcess(transaction, site, { ...process, record })),
  };
}

export function heldStore(connection: SqlConnection): HeldStore {
  return {
    waiting: (site) => connection.read((transaction) => waitingWebhooks(transaction, site)),
    accept: (site, requests) => connection.write((transaction) => acceptHeld(transaction, site, requests)),
    standing: (site) => connection.read((transaction) => standingOfWebhooks(transaction, site)),
    list: (site, query) => connection.read((transaction) => listHeld(transaction, site, query)),
    find: (site, id) => connection.read((transaction) => findHeld(transaction, site, id)),
    decide: (site, decision) => connection.write((transaction) => decideHeld(transaction, site, decision)),
  };
}

export function deliveryStore(connection: SqlConnection): DeliveryStore {
  return {
    // A claim that is forgotten with the machine is made again: at least once is what is promised.
    claim: (site, claim) =>
      connection.write((transaction) => claimHeld(transaction, site, claim), { durable: false }),
    settle: (site, outcomes) =>
      connection.write((transaction) => settleHeld(transaction, site, outcomes), { durable: false }),
    forget: (site, options) => connection.write((transaction) => forgetHeld(transaction, site, options)),
  };
}
