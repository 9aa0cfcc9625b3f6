export {
  type Closable,
  type ConformanceCase,
  type ConformanceCases,
  type ConformanceOptions,
  type ConformanceSuite,
  type Expect,
  runConformance,
  type SkippedTests,
  type TestFunctions,
} from './run-conformance.ts';
export { type ServerStoreConformanceOptions, serverStoreConformance } from './server-store-conformance.ts';
export type { OpenedStore } from './store-conformance/store-case.ts';
export { type StoreConformanceOptions, storeConformance } from './store-conformance.ts';
