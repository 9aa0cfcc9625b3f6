import { PortcullisError } from '@portcullis/gate';
import type { ProcessRegistry } from '@portcullis/quiesce/fleet';
import type { Handlers } from '../api/handlers.ts';
import type { workerRoutes } from '../api/worker-routes.ts';

export interface WorkerHandlersOptions {
  readonly fleets: ReadonlyMap<string, ProcessRegistry>;
}

export function createWorkerHandlers({ fleets }: WorkerHandlersOptions): Handlers<typeof workerRoutes> {
  return {
    report: (context) => {
      const report = context.req.valid('json');
      const fleet = fleets.get(report.fleet);
      if (fleet !== undefined) return context.json(fleet.report(report), 200);
      const known = [...fleets.keys()].join(', ') || 'none';
      throw new PortcullisError(
        'PORTCULLIS_NOT_FOUND',
        `The configuration has no worker ${JSON.stringify(report.fleet)} with processes; those are: ${known}.`,
      );
    },
  };
}
