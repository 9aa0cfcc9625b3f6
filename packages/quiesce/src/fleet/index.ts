export type { FleetAnswer, ProcessReport, Wanted, WorkerReport } from './fleet-messages.ts';
export { type FleetOverHttpOptions, fleetOverHttp } from './fleet-over-http.ts';
export { type JoinedFleet, type JoinFleetOptions, joinFleet } from './join-fleet.ts';
export {
  createProcessRegistry,
  type ForgetResult,
  type JoinedProcess,
  type ProcessRegistry,
  type ProcessRegistryOptions,
  TooManyProcessesError,
} from './process-registry.ts';
export {
  createSharedProcesses,
  type FleetMemory,
  type KnownProcess,
  type SharedProcesses,
  type SharedProcessesOptions,
  type Wishes,
} from './shared-processes.ts';
export { wantedOf } from './wanted-of.ts';
