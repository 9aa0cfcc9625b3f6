import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyInput } from '@portcullis/gate';
import { createControlClient, createLogger, parseConfig, startServer } from 'portcullis';
import type { RunningContender } from '../proxy/contender.ts';

/** 200 rules of every kind, as a grown site has them. */
const policy: PolicyInput = {
  routes: [
    ...Array.from({ length: 120 }, (_, index) => ({ match: `/admin/section-${index}/**`, protected: true })),
    ...Array.from({ length: 40 }, (_, index) => ({
      match: `GET /cron/job-${index}`,
      access: 'write' as const,
    })),
    ...Array.from({ length: 40 }, (_, index) => ({
      match: `POST /reports/:id/search-${index}`,
      access: 'read' as const,
    })),
  ],
};

/** The whole server as `portcullis up` runs it, with its store in a temporary directory. */
export async function startFullGate(upstream: URL, mode: 'open' | 'read-only'): Promise<RunningContender> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const config = parseConfig(
    { upstream: upstream.origin, listen: { port: 0 }, stateDirectory, policy },
    { directory: stateDirectory, defaultStateDirectory: stateDirectory, source: 'the benchmark' },
  );
  const server = await startServer({ config, logger: createLogger({ level: 'error', site: 'default' }) });
  if (mode === 'read-only') {
    const control = createControlClient({ stateDirectory, site: 'default' });
    await control.post('/on', { mode, reason: 'benchmark', actor: 'benchmark', force: true });
  }
  return { port: server.port };
}
