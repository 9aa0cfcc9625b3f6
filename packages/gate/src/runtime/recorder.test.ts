import { expect, it } from 'vitest';
import type { AuditLog } from './audit/audit-log.ts';
import { createRecorder } from './recorder.ts';

it('says once that the log cannot be written, however often it is tried, and once that it is again', async () => {
  const said: string[] = [];
  const say = (_: unknown, message: string) => void said.push(message);
  let isLost = true;
  const audit = {
    include() {},
    async flush() {
      if (isLost) throw new Error('the store is lost');
    },
    async seal() {},
  } as unknown as AuditLog;
  const { stopped } = createRecorder({
    instance: { id: 'a', version: '1', host: 'h', processId: 1 },
    policyDigest: '',
    audit,
    logger: { info: say, warn: say, error: say },
    stopTimeoutMs: 60_000,
    flushIntervalMs: 1_000,
    sealIntervalMs: 1_000,
  });
  for (let attempt = 0; attempt < 3; attempt += 1) await stopped();
  expect(said).toEqual(['the audit log could not be written']);
  isLost = false;
  for (let attempt = 0; attempt < 3; attempt += 1) await stopped();
  expect(said.slice(1)).toEqual(['the audit log is written again']);
  isLost = true;
  await stopped();
  expect(said.slice(2)).toEqual(['the audit log could not be written']);
});
