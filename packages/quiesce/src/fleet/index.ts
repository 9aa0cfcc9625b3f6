export type { FleetAnswer, ProcessReport, WorkerReport } from './fleet-messages.ts';
export { type FleetOverHttpOptions, fleetOverHttp } from './fleet-over-http.ts';
export { type JoinedFleet, type JoinFleetOptions, joinFleet } from './join-fleet.ts';
export {
  createProcessRegistry,
  type JoinedProcess,
  type ProcessRegistry,
  type ProcessRegistryOptions,
  TooManyProcessesError,
} from './process-registry.ts';
