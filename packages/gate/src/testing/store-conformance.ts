import type { Store } from '../ports/store.ts';
import { type ConformanceOptions, runConformance } from './run-conformance.ts';
import { auditCases } from './store-conformance/audit-cases.ts';
import { auditSearchCases } from './store-conformance/audit-search-cases.ts';
import { instanceCases } from './store-conformance/instance-cases.ts';
import { passCases } from './store-conformance/pass-cases.ts';
import { passSearchCases } from './store-conformance/pass-search-cases.ts';
import type { OpenedStore } from './store-conformance/store-case.ts';
import { switchCases } from './store-conformance/switch-cases.ts';
import { valueCases } from './store-conformance/value-cases.ts';

export interface StoreConformanceOptions extends ConformanceOptions<OpenedStore<Store>> {}

const groups = [
  switchCases,
  passCases,
  passSearchCases,
  instanceCases,
  auditCases,
  auditSearchCases,
  valueCases,
];

/**
 * Every promise of the `Store` port as tests, for whoever writes a driver:
 *
 * ```ts
 * storeConformance({ name: 'mine', open: openMine, test: { describe, it, expect } });
 * ```
 */
export function storeConformance(options: StoreConformanceOptions): void {
  runConformance({ port: 'Store', groups }, options);
}
