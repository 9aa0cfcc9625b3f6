import type { ServerStore } from '@portcullis/gate';
import type { Hints } from '../hints/hints.ts';
import {
  deliveryStore,
  heldStore,
  incidentStore,
  keyStore,
  ledgerStore,
  operatorStore,
  processStore,
  sessionStore,
  settingsStore,
  transitionStore,
} from './server-facets.ts';
import { auditStore, instanceStore, passStore, switchStore } from './store-facets.ts';
import type { SqlConnection } from './transaction.ts';

/** All that a server remembers, wherever operations are carried out; how it is closed is the driver's. */
export function serverStoreOn(connection: SqlConnection, hints: Hints): Omit<ServerStore, 'close'> {
  return {
    switch: switchStore(connection, hints),
    instances: instanceStore(connection),
    passes: passStore(connection, hints),
    audit: auditStore(connection),
    settings: settingsStore(connection, hints),
    operators: operatorStore(connection),
    sessions: sessionStore(connection),
    keys: keyStore(connection),
    ledger: ledgerStore(connection),
    incidents: incidentStore(connection),
    transitions: transitionStore(connection),
    processes: processStore(connection),
    held: heldStore(connection),
    deliveries: deliveryStore(connection),
  };
}
