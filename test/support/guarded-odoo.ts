import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OdooOptions as PresetOptions } from '@portcullis/gate/presets';
import {
  type ConfigInput,
  type ControlClient,
  createControlClient,
  createLogger,
  parseConfig,
  type RunningServer,
  startServer,
} from '../../packages/server/src/index.ts';
import { type OdooVisitor, visitOdoo } from './odoo/odoo-visitor.ts';
import { type OdooOptions, type RunningOdoo, startOdoo } from './odoo/start-odoo.ts';

/** A double of Odoo with a server of the preset in front of it, in this process. */
export interface GuardedOdoo {
  readonly odoo: RunningOdoo;
  readonly server: RunningServer;
  readonly control: ControlClient;
  /** Somebody with a browser, who comes through the gate. */
  visit(): OdooVisitor;
  /** Turns a mode on; of the backend alone where an area is named. */
  on(wanted: Readonly<Record<string, unknown>>): Promise<unknown>;
  off(): Promise<unknown>;
  production(on: boolean): Promise<unknown>;
  close(): Promise<void>;
}

export interface GuardedOdooOptions {
  readonly odoo: OdooOptions;
  readonly preset?: PresetOptions;
  readonly config?: Partial<ConfigInput>;
}

export async function startGuardedOdoo({
  odoo: options,
  preset = {},
  config = {},
}: GuardedOdooOptions): Promise<GuardedOdoo> {
  const odoo = await startOdoo(options);
  const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-odoo-'));
  const server = await startServer({
    config: parseConfig(
      {
        upstream: odoo.url,
        listen: { port: 0 },
        console: false,
        stateDirectory,
        preset: { name: 'odoo', ...preset },
        timeouts: { drainMs: 500 },
        ...config,
      },
      { directory: stateDirectory, defaultStateDirectory: stateDirectory, source: 'the test' },
    ),
    logger: createLogger({ level: 'silent', site: 'default' }),
  });
  const control = createControlClient({ stateDirectory, site: 'default' });
  return {
    odoo,
    server,
    control,
    visit: () => visitOdoo(server.port, { Host: `127.0.0.1:${server.port}`, 'User-Agent': 'Browser/1.0' }),
    on: (wanted) =>
      control.post('/on', { reason: 'test', actor: 'tester', force: true, anyway: true, ...wanted }),
    off: () => control.post('/off', { actor: 'tester', anyway: true }),
    production: (on) => control.post(`/production/${on ? 'on' : 'off'}`, { reason: 'test', actor: 'tester' }),
    async close() {
      await server.close();
      await odoo.stop();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
