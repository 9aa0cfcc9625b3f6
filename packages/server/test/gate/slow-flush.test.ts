import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Call,
  callPolicy,
  judgeCalls,
  sendCall,
  startCalledApplication,
} from '../../../../test/proofs/webhook-calls.ts';
import { injectFaults, isWithoutCompiler } from '../../../../test/support/faults/inject-faults.ts';
import { startGateProcess, temporaryDirectory } from '../../../../test/support/gate-process.ts';
import { sendRequest } from '../../../../test/support/send-request.ts';
import { createControlClient } from '../../src/index.ts';

describe.skipIf(isWithoutCompiler())('a disk that takes its time to flush', () => {
  it('lets the acknowledgement of webhooks wait, and no visitor; nothing is lost once it has', async () => {
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
    const visit = (method: string): Promise<number> =>
      sendRequest({ port: gate.port, method, target: '/', headers: { Host: 'localhost' } }).then(
        ({ status }) => status,
      );
    // Until it is disarmed.
    faults.arm({ action: 'delay', kinds: ['sync'], delayMs: 60_000 });
    let answered = 0;
    const calls: { readonly call: Call; readonly answer: Promise<number> }[] = [];
    for (let number = 0; number < 30; number += 1) {
      const call = { key: `order-${number}`, number: 1 };
      calls.push({
        call,
        answer: sendCall(gate.port, call).then(({ status }) => {
          answered += 1;
          return status;
        }),
      });
      const watchdog = delay(20_000, 'nobody answered', { ref: false });
      expect(await Promise.race([visit('GET'), watchdog])).toBe(200);
      expect(await Promise.race([visit('POST'), watchdog])).toBe(503);
      // Longer than the lease of an instance in all: what was enforced still is.
      await delay(150);
    }
    expect({ answered, isReached: faults.hits() > 0 }).toEqual({ answered: 0, isReached: true });
    faults.disarm();
    for (const { answer } of calls) expect(await answer).toBe(202);
    await control.post('/off', { actor: 'ada' });
    const acknowledged = calls.map(({ call }) => call);
    await expect
      .poll(() => judgeCalls(acknowledged, application), { timeout: 20_000, interval: 50 })
      .toEqual([]);
  });
});
