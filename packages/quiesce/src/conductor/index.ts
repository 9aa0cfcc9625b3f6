export { describeWrite, describeWritesTogether } from '../describe-write.ts';
export type {
  RefusedWriter,
  SeenSessions,
  SeenWrite,
  SeenWriter,
  WatchReport,
} from '../watch-report.ts';
export { ConductedElsewhere } from './conducted-elsewhere.ts';
export {
  type Conductor,
  type ConductorView,
  createConductor,
  type DecisionResult,
  type OpeningResult,
} from './conductor.ts';
export type { ConductedSite, ConductorMemory, ConductorOptions, MemoryWrite } from './conductor-options.ts';
export type { Decided, Decision } from './decision.ts';
export { describeWaiting } from './describe-waiting.ts';
export type { RequestFacts } from './facts.ts';
export type {
  CloseDatabaseOptions,
  DatabaseStanding,
  DrainDatabaseOptions,
  GuardedDatabase,
} from './guarded-database.ts';
export { defaultDeadlinesMs, defaultOnTimeout, type OnTimeout, type Rules } from './rules.ts';
export { keyOf, type PartKey, type Seen } from './seen.ts';
export type { SignInMoment } from './signing-in.ts';
export { isLasting, isNamed, type Waiting } from './waiting.ts';
export {
  type Declared,
  type DeclaredDatabase,
  type DeclaredWorker,
  type WantedStop,
  type WantedStops,
  wantedStops,
} from './wanted-stops.ts';
