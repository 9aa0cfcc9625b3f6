import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { auditRoutes } from '../../src/control/api/audit-routes.ts';
import { verifyStoredAudit } from '../../src/control/audit/audit-operations.ts';
import { createAuditHandlers } from '../../src/control/handlers/audit-handlers.ts';
import { mount, storeOf } from '../support/mounted-handlers.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.close());

interface Verified {
  readonly records: number;
  readonly findings: readonly { chain: string; sequence: number; problem: string }[];
}
const verify = () => site.control.post<Verified>('/audit/verify', {});

/** As somebody who may write the file, and knows no secret; in a process of its own, which needs no driver of ours. */
function tamper(sql: string): void {
  const script =
    "const { DatabaseSync } = require('node:sqlite'); const [file, sql] = process.argv.slice(1); new DatabaseSync(file).exec(sql);";
  execFileSync(
    process.execPath,
    ['--no-warnings', '-e', script, join(site.stateDirectory, 'portcullis.sqlite'), sql],
    { timeout: 30_000 },
  );
}

describe('a record', () => {
  const last = 'where sequence = (select min(sequence) + 1 from audit_records)';
  beforeEach(async () => {
    await site.on({});
    await site.off();
    expect((await verify()).findings).toEqual([]);
  });

  it.each([
    [
      'that was edited',
      `update audit_records set actor = 'somebody else' ${last}`,
      /^was changed after it was written$/,
      2,
      'audit-edited',
    ],
    [
      'that was taken out',
      `delete from audit_records ${last}`,
      /^expected number 2: records are missing/,
      3,
      'audit-out-of-order',
    ],
    [
      'whose end was cut',
      'delete from audit_records where sequence > 1',
      /^the chain ends at 1, but \d+ was sealed: records were cut/,
      null,
      'audit-cut',
    ],
  ])('%s is found, with its chain and number', async (_, sql, problem, sequence, code) => {
    await site.stopServer();
    tamper(sql);
    await site.startServer();
    const { findings } = await verify();
    expect(findings).toContainEqual({
      chain: expect.any(String),
      sequence: sequence ?? expect.any(Number),
      problem: expect.stringMatching(problem),
      problemSaid: expect.objectContaining({ code }),
    });
  });
});

describe('checking many records', () => {
  it('tells how many were checked, of how many there should be', async () => {
    // What waits to be written is written first.
    await verify();
    const store = storeOf(site);
    try {
      const told: { checked: number; total: number }[] = [];
      const { records } = await verifyStoredAudit({
        store: store.audit,
        site: 'default',
        hostSeals: async () => [],
        keys: [],
        onProgress: (progress) => told.push(progress),
      });
      expect(records).toBeGreaterThan(0);
      expect(told[0]).toEqual({ checked: 0, total: records });
      expect(told.at(-1)).toEqual({ checked: records, total: records });
    } finally {
      await store.close();
    }
  });

  it('stops when whoever asked closes the connection', async () => {
    const store = storeOf(site);
    const read = vi.fn<typeof store.audit.read>(() => new Promise(() => undefined));
    const slow = { audit: { ...store.audit, read } };
    const options = { gate: site.server.gate, store: slow, hostSeals: async () => [], keys: [] };
    const { app, get } = mount([[auditRoutes, createAuditHandlers(options)]]);
    const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const asking = new AbortController();
      const asked = fetch(
        `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/sites/default/audit/verify`,
        {
          method: 'POST',
          body: '{}',
          headers: { 'Content-Type': 'application/json' },
          signal: asking.signal,
        },
      );
      await vi.waitFor(() => expect(read).toHaveBeenCalled());
      expect((await get('/audit/verification')).json).toMatchObject({
        running: { checked: 0, total: expect.any(Number) },
      });
      asking.abort();
      await expect(asked).rejects.toThrow();
      await vi.waitFor(async () =>
        expect((await get('/audit/verification')).json).toEqual({ running: null }),
      );
    } finally {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await store.close();
    }
  });
});
