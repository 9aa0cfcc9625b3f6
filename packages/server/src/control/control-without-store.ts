import { type Gate, PortcullisError } from '@portcullis/gate';
import { Hono } from 'hono';
import type { Config } from '../config/parse-config.ts';
import type { Logger } from '../observe/logger.ts';
import { problem } from './control-problem.ts';
import { modeInForceAt } from './mode-in-force.ts';

export interface ControlWithoutStoreOptions {
  readonly gate: Gate;
  readonly config: Config;
  readonly logger: Logger;
  readonly port: () => number;
}

/**
 * The control API of a gate without a store: it says what is in force, and that nothing else can be done here.
 * Silence would look like a dead gate.
 */
export function createControlWithoutStore({ gate, config, logger, port }: ControlWithoutStoreOptions): Hono {
  const app = new Hono();
  app.onError((error, context) => problem(context, error, logger));
  app.get('/health', (context) => context.json({ status: 'ok', mode: gate.view().snapshot.mode }));
  app.get(`/v1/sites/${gate.site}/in-force`, (context) =>
    context.json(modeInForceAt({ gate, config, port: port() })),
  );
  app.all('*', () => {
    const { mode, why } = gate.view().snapshot;
    const from = why === 'break-glass' ? 'forced by break-glass' : 'the last state of this host';
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      `The gate runs without its store: it is ${mode} (${from}), and only \`portcullis break-glass\` can change that. For everything else mend the store, then stop the gate and start it with \`portcullis up\`.`,
    );
  });
  return app;
}
