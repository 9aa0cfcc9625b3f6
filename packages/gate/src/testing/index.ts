export {
  type OpenedStore,
  type SkippedTests,
  type StoreConformanceOptions,
  storeConformance,
  type TestFunctions,
} from './store-conformance.ts';
