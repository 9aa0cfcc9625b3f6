import type { Gate } from '@portcullis/gate';
import type { Metrics } from '../../observe/metrics.ts';
import type { Handlers } from '../api/handlers.ts';
import type { serverRoutes } from '../api/status-routes.ts';

export interface ServerHandlersOptions {
  readonly gate: Gate;
  readonly metrics: Metrics;
}

export function createServerHandlers({
  gate,
  metrics,
}: ServerHandlersOptions): Handlers<typeof serverRoutes> {
  return {
    health: (context) => context.json({ status: 'ok' as const, mode: gate.view().snapshot.mode }, 200),
    metrics: async (context) =>
      context.text(await metrics.text(), 200, { 'Content-Type': metrics.contentType }),
  };
}
