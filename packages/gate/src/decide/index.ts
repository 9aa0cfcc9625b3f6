export { bypassOf } from './bypass.ts';
export { decide, refusalOfFailure } from './decide.ts';
export { effectiveMode } from './effective-mode.ts';
export { describeEffectiveRule } from './effective-rule.ts';
export {
  createSnapshot,
  modeInForce,
  modeOfLostLease,
  type Snapshot,
  type SnapshotOptions,
} from './snapshot.ts';
