import { describe, expect, it, onTestFinished } from 'vitest';
import { callPolicy, sendCall, startCalledApplication } from '../../../../test/proofs/webhook-calls.ts';
import { injectFaults, isWithoutCompiler } from '../../../../test/support/faults/inject-faults.ts';
import { startGateProcess, temporaryDirectory } from '../../../../test/support/gate-process.ts';
import { sendRequest } from '../../../../test/support/send-request.ts';
import { createControlClient } from '../../src/index.ts';

describe.skipIf(isWithoutCompiler())('a disk that takes its time to flush', () => {
  // A known gap: better-sqlite3 flushes in the thread that serves. It turns red when the store has a thread of its own.
  it.fails('lets the acknowledgement of a webhook wait, and no visitor', async () => {
    const state = temporaryDirectory();
    const faults = injectFaults({ folder: state.path });
    const application = await startCalledApplication();
    const gate = await startGateProcess({
      config: { upstream: application.origin, policy: callPolicy },
      stateDirectory: state.path,
      environment: faults.environment,
    });
    onTestFinished(async () => {
      faults.disarm();
      await gate.kill();
      await application.close();
      faults.close();
      state.remove();
    });
    const control = createControlClient({ stateDirectory: state.path, site: 'default' });
    await control.post('/on', { actor: 'ada', force: true, anyway: true, mode: 'read-only', reason: 'test' });
    // Until it is disarmed.
    faults.arm({ action: 'delay', kinds: ['sync'], delayMs: 60_000 });
    const call = sendCall(gate.port, { key: 'a', number: 1 });
    await expect.poll(() => faults.hits(), { interval: 10 }).toBeGreaterThan(0);
    const visit = sendRequest({
      port: gate.port,
      method: 'GET',
      target: '/',
      headers: { Host: 'localhost' },
    }).then(({ status }) => status);
    const watchdog = new Promise((resolve) => setTimeout(() => resolve('nobody answered'), 3_000));
    const first = await Promise.race([visit, call.then(() => 'the webhook was acknowledged'), watchdog]);
    faults.disarm();
    expect([await call, await visit]).toMatchObject([{ status: 202 }, 200]);
    expect(first).toBe(200);
  });
});
