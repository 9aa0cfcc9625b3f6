import { createGate, type Gate } from '@portcullis/gate';
import { createMemoryStore } from '@portcullis/store/memory';
import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const gates: Gate[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.close();
});

describe('the metrics', () => {
  // They called a site open that refused everything.
  it('tell the mode in force, also when the lease was lost since the last round', async () => {
    let nowMs = 1_750_000_000_000;
    const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
    const never = 2 ** 30;
    const gate = await createGate({
      policy: { onStoreLost: 'closed' },
      store: createMemoryStore({ clock }),
      secrets: [new Uint8Array(32).fill(7)],
      instance: { id: 'i1', version: '0.1.0', host: 'host-1', processId: 1 },
      clock,
      leaseMs: 5_000,
      pollIntervalMs: never,
      breakGlassIntervalMs: never,
    });
    gates.push(gate);
    const metrics = createMetrics(gate);
    const mode = async () => /^portcullis_mode\{.*\} (\d)$/m.exec(await metrics.text())?.[1];
    expect(await mode()).toBe('0');
    nowMs += 5_001;
    expect(await mode()).toBe('2');
  });

  it('tell nothing of webhooks while the store does not answer, and everything else', async () => {
    const store = createMemoryStore();
    const gate = await createGate({
      store,
      secrets: [new Uint8Array(32).fill(7)],
      instance: { id: 'i1', version: '0.1.0', host: 'host-1', processId: 1 },
      policy: { webhooks: [{ match: 'POST /hook' }] },
    });
    gates.push(gate);
    let answers = true;
    const held = {
      async standing() {
        if (answers) return [];
        throw new Error('it is away');
      },
    };
    const metrics = createMetrics(gate, { held, switch: store.switch });
    const failed = /^portcullis_webhooks_failed\{.*webhook="POST \/hook".*\} 0$/m;
    expect(await metrics.text()).toMatch(failed);
    answers = false;
    const without = await metrics.text();
    expect(without).not.toMatch(/^portcullis_webhooks_\w+\{/m);
    expect(without).toMatch(/^portcullis_epoch\{/m);
    answers = true;
    expect(await metrics.text()).toMatch(failed);
  });
});
