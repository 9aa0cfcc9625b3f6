export type { SkippedTests, TestFunctions } from './run-conformance.ts';
export { type ServerStoreConformanceOptions, serverStoreConformance } from './server-store-conformance.ts';
export type { OpenedStore } from './store-conformance/store-case.ts';
export { type StoreConformanceOptions, storeConformance } from './store-conformance.ts';
