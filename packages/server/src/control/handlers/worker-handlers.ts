import { type Gate, PortcullisError, type ServerStore } from '@portcullis/gate';
import { type ProcessRegistry, type ProcessReport, TooManyProcessesError } from '@portcullis/quiesce/fleet';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { actorOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { workerRoutes } from '../api/worker-routes.ts';

export interface WorkerHandlersOptions {
  readonly gate: Gate;
  /** Null = there are no processes, either. */
  readonly store: Pick<ServerStore, 'processes'> | null;
  readonly fleets: ReadonlyMap<string, ProcessRegistry>;
  /** All that are declared, those without processes of their own, too. */
  readonly workers: readonly string[];
}

export function createWorkerHandlers({
  gate,
  store,
  fleets,
  workers,
}: WorkerHandlersOptions): Handlers<typeof workerRoutes> {
  return {
    report: async (context) => {
      const report = context.req.valid('json');
      const fleet = fleets.get(report.fleet);
      if (fleet !== undefined) {
        const { wanted, order = null } = taken(fleet, report);
        const token = await gate.sealWorker(report.fleet);
        return context.json({ wanted, order, token }, 200);
      }
      throw unknownWorker(report.fleet, [...fleets.keys()], ' with processes');
    },
    token: async (context) => {
      const { worker } = context.req.valid('json');
      if (!workers.includes(worker)) throw unknownWorker(worker, workers, '');
      return context.json(await gate.sealWorker(worker), 200);
    },
    forget: async (context) => {
      const { worker, id } = context.req.valid('param');
      const { reason, actor } = context.req.valid('json');
      const fleet = fleets.get(worker);
      if (fleet === undefined || store === null)
        throw unknownWorker(worker, [...fleets.keys()], ' with processes');
      const outcome = await fleet.forget(id, (process) => {
        const entry = {
          kind: 'process.forgotten' as const,
          actor: actorOnRecord(actorOf(context.var.caller, actor)),
          data: { worker, process: describe(fleet, id), reason },
        };
        return gate.audit.writeWith(entry, async (record) => {
          const result = await store.processes.remove(gate.site, process, record);
          return { stored: result, result };
        });
      });
      if (outcome === 'unknown') {
        throw new PortcullisError(
          'PORTCULLIS_NOT_FOUND',
          `No process ${JSON.stringify(id)} of ${worker} has joined, or it left.`,
        );
      }
      if (outcome === 'answers') {
        throw new PortcullisError(
          'PORTCULLIS_USAGE',
          `Nothing was forgotten: ${describe(fleet, id)} answers, so it has not ended. One that is to go is ended; it leaves by itself.`,
        );
      }
      return context.json({ forgotten: id }, 200);
    },
  };
}

function describe(fleet: ProcessRegistry, id: string): string {
  const found = fleet.processes().find((one) => one.id === id);
  return found?.host == null ? `process ${id}` : `process ${found.processId} on ${found.host}`;
}

function taken(fleet: ProcessRegistry, report: ProcessReport): ReturnType<ProcessRegistry['report']> {
  try {
    return fleet.report(report);
  } catch (cause) {
    if (!(cause instanceof TooManyProcessesError)) throw cause;
    throw new PortcullisError('PORTCULLIS_USAGE', `The report was not taken: ${cause.message}.`, { cause });
  }
}

function unknownWorker(name: string, known: readonly string[], which: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NOT_FOUND',
    `The configuration has no worker ${JSON.stringify(name)}${which}; those are: ${known.join(', ') || 'none'}.`,
  );
}
