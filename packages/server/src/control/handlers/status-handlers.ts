import { type Gate, PortcullisError, type ServerStore } from '@portcullis/gate';
import type { Config } from '../../config/parse-config.ts';
import { actorOnRecord } from '../../switching/actor-on-record.ts';
import { isSilent } from '../../switching/is-silent.ts';
import { actorOf } from '../api/caller.ts';
import type { Handlers } from '../api/handlers.ts';
import type { statusRoutes } from '../api/status-routes.ts';
import { modeInForceAt } from '../mode-in-force.ts';
import type { SiteStatus } from '../site-status.ts';

export interface StatusHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'instances' | 'deliveries'>;
  readonly config: Config;
  /** The port that was really taken. */
  readonly port: () => number;
  readonly status: () => Promise<SiteStatus>;
}

type StatusHandlers = Pick<Handlers<typeof statusRoutes>, 'status' | 'inForce' | 'removeInstance'>;

export function createStatusHandlers(options: StatusHandlersOptions): StatusHandlers {
  const { gate, store, config, port, status } = options;

  /** One that runs comes back by itself, and what it delivers just now goes out twice. */
  async function checkSilent(id: string): Promise<void> {
    const found = (await store.instances.list(gate.site)).find((instance) => instance.id === id);
    if (found === undefined || isSilent(found)) return;
    const seconds = ((found.now - found.seenAt) / 1_000).toFixed(1);
    throw new PortcullisError(
      'PORTCULLIS_NOT_DECIDABLE',
      `Expected an instance that is silent, got ${id}, which was heard ${seconds} s ago: it runs, or has only just ended. Taking it off stops nothing: it comes back, and webhooks that it delivers now are delivered twice. End it first; once nobody has heard it for ${Math.ceil(found.leaseMs / 1_000) + 1} s this works.`,
    );
  }

  return {
    status: async (context) => context.json(await status(), 200),

    inForce: (context) => context.json(modeInForceAt({ gate, config, port: port() }), 200),

    removeInstance: async (context) => {
      const { id } = context.req.valid('param');
      const { reason, actor, anyway } = context.req.valid('json');
      if (!anyway) await checkSilent(id);
      const entry = {
        kind: 'instance.removed',
        actor: actorOnRecord(actorOf(context.var.caller, actor)),
        data: { instance: id, reason },
      } as const;
      const removed = await gate.audit.writeWith(entry, async (record) => {
        const done = await store.instances.remove(gate.site, id, record);
        return { stored: done, result: done };
      });
      if (!removed) throw new PortcullisError('PORTCULLIS_NOT_FOUND', `There is no instance ${id}.`);
      // What it was delivering goes out again at once, instead of when its lease ends.
      await store.deliveries.release(gate.site, id);
      return context.json({ removed: id }, 200);
    },
  };
}
