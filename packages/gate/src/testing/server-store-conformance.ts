import type { ServerStore } from '../ports/server-store.ts';
import { type ConformanceOptions, runConformance } from './run-conformance.ts';
import { deliveryCases } from './server-store-conformance/delivery-cases.ts';
import { heldCases } from './server-store-conformance/held-cases.ts';
import { heldDecisionCases } from './server-store-conformance/held-decision-cases.ts';
import { incidentCases } from './server-store-conformance/incident-cases.ts';
import { keyCases } from './server-store-conformance/key-cases.ts';
import { ledgerCases } from './server-store-conformance/ledger-cases.ts';
import { operatorCases } from './server-store-conformance/operator-cases.ts';
import { operatorChangeCases } from './server-store-conformance/operator-change-cases.ts';
import { processCases } from './server-store-conformance/process-cases.ts';
import { sessionCases } from './server-store-conformance/session-cases.ts';
import { sessionEndCases } from './server-store-conformance/session-end-cases.ts';
import { settingsCases } from './server-store-conformance/settings-cases.ts';
import { transitionCases } from './server-store-conformance/transition-cases.ts';
import { serverValueCases } from './server-store-conformance/value-cases.ts';
import type { OpenedStore } from './store-conformance/store-case.ts';

export interface ServerStoreConformanceOptions extends ConformanceOptions<OpenedStore<ServerStore>> {}

const groups = [
  settingsCases,
  operatorCases,
  operatorChangeCases,
  sessionCases,
  sessionEndCases,
  keyCases,
  ledgerCases,
  incidentCases,
  transitionCases,
  processCases,
  heldCases,
  heldDecisionCases,
  deliveryCases,
  serverValueCases,
];

/**
 * Every promise that the `ServerStore` port adds to the `Store` port, as tests, for whoever writes a driver. Run
 * `storeConformance` on the same store, too.
 *
 * ```ts
 * serverStoreConformance({ name: 'mine', open: openMine, test: { describe, it, expect } });
 * ```
 */
export function serverStoreConformance(options: ServerStoreConformanceOptions): void {
  runConformance({ port: 'ServerStore', groups }, options);
}
