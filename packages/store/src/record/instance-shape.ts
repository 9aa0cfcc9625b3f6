import type { InstanceReport, WriteInFlight } from '@portcullis/gate';
import {
  dictionary,
  flag,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  whole,
} from './shape.ts';
import { modeShape } from './switch-shape.ts';

export const instanceReportShape: Shape<InstanceReport> = object<InstanceReport>({
  id: text,
  version: text,
  host: text,
  processId: whole,
  epoch: whole,
  policyDigest: text,
  secretDigest: optional(text),
  effectiveMode: modeShape,
  effectiveAreas: dictionary(modeShape),
  why: oneOf(['store', 'environment', 'break-glass', 'store-lost', 'disk', 'never-seen', 'contested']),
  onStoreLost: oneOf(['keep', 'read-only', 'closed']),
  leaseMs: number,
  clockOffsetMs: number,
  writesInFlight: list(object<WriteInFlight>({ method: text, path: text, ageMs: number })),
  writesInFlightCount: whole,
  runningWritesCount: optional(whole),
  breakGlassSeen: nullable(text),
  startedAt: whole,
  takesProcesses: optional(flag),
});
