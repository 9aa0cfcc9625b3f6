import type { Gate } from '../runtime/for-adapters.ts';
import type { Capabilities, MaintenanceOptions } from './host.ts';
import { createNodeMaintenance, type NodeMaintenance } from './node.ts';

export type { AttachOptions, GuardedServer } from './guard-server.ts';
export type { Capabilities, MaintenanceOptions } from './host.ts';
export type { NodeMaintenance } from './node.ts';
export { type ErrorMiddleware, maskErrors } from './node-mask-errors.ts';
export { RefusedError } from './refused-error.ts';
export { decisionOf } from './remember-admitted.ts';

export const capabilities: Capabilities = {
  host: 'Express',
  sees: { rawTarget: true, rawHeaders: true, peer: true, upgrade: true },
  honours: { banner: false, stylesheet: false, mask: true, privateCaching: true, decisionHeader: true },
};

/**
 * `app.use(maintenance(gate))`, for Express 4 and 5: before body parsers, and before anything that writes. Mounted at a
 * path it guards what is below, judged by the whole target. `attach(app.listen(…))` for WebSockets. The app asks
 * `decisionOf(req)`. It calls `next` or answers, and never rejects: Express 4 would let such a request hang.
 */
export function maintenance(gate: Gate, options: MaintenanceOptions = {}): NodeMaintenance {
  return createNodeMaintenance(gate, capabilities, options);
}
