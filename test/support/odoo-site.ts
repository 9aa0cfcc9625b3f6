import { type ConsoleServer, startConsoleServer } from './console-server.ts';
import type { StartGateOptions } from './gate-process.ts';
import { type OdooVisitor, visitOdoo } from './odoo/odoo-visitor.ts';
import { type OdooOptions, type RunningOdoo, startOdoo } from './odoo/start-odoo.ts';

/** A double of Odoo, and in front of it a real server with `"preset": "odoo"` and its console. */
export interface OdooSite extends ConsoleServer {
  readonly odoo: RunningOdoo;
  /** A browser that comes through the gate. */
  visit(): OdooVisitor;
}

export interface OdooSiteOptions extends OdooOptions {
  /** With options of its own. @default "odoo" */
  readonly preset?: StartGateOptions['config']['preset'];
  /** Beside what the preset says. @default {} */
  readonly policy?: StartGateOptions['config']['policy'];
}

export async function startOdooSite({
  preset = 'odoo',
  policy = {},
  ...options
}: OdooSiteOptions): Promise<OdooSite> {
  const odoo = await startOdoo(options);
  try {
    const server = await startConsoleServer({ site: 'erp', upstream: odoo.url, preset, policy });
    return {
      ...server,
      odoo,
      visit: () => visitOdoo(server.gate.port, { Host: `127.0.0.1:${server.gate.port}` }),
      async close() {
        await server.close();
        await odoo.stop();
      },
    };
  } catch (error) {
    await odoo.stop();
    throw error;
  }
}
