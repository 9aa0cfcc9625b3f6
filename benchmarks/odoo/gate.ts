import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import type { StartContender } from '../proxy/contender.ts';

/** The whole server with the preset of Odoo: `read-only` and `production` turn these on. */
export const start: StartContender = async ({ upstream, words }) => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const config = parseConfig(
    { upstream: upstream.origin, listen: { port: 0 }, console: false, stateDirectory, preset: 'odoo' },
    { directory: stateDirectory, defaultStateDirectory: stateDirectory, source: 'the benchmark' },
  );
  const server = await startServer({ config, logger: createLogger({ level: 'silent', site: 'default' }) });
  const control = createControlClient({ stateDirectory, site: 'default' });
  const by = { reason: 'benchmark', actor: 'benchmark' };
  if (words.includes('read-only')) await control.post('/on', { ...by, mode: 'read-only', force: true });
  if (words.includes('production')) await control.post('/production/on', by);
  return { port: server.port };
};
