import { describe, expect, it } from 'vitest';
import { proveAcceptSteps, proveReplaySteps } from '../proofs/prove-webhook-steps.ts';
import { isWithoutCompiler } from '../support/faults/inject-faults.ts';

// Here each so manieth point; all of them, often: npm run prove accept-steps replay-steps.
describe.skipIf(isWithoutCompiler())('a server that is killed between two operations', () => {
  it('of accepting webhooks has all that it acknowledged, whole and in order', async () => {
    const { violations, facts } = await proveAcceptSteps({ count: 1, stride: 14 });
    expect(violations).toEqual([]);
    expect(facts.kills).toBeGreaterThan(2);
    expect(facts.acknowledged).toBeGreaterThan(2);
  }, 120_000);

  it('of delivering them delivers all, in order, and again under the same id', async () => {
    const { violations, facts } = await proveReplaySteps({ count: 4, stride: 11 });
    expect(violations).toEqual([]);
    expect(facts.beforeSending).toBeGreaterThan(0);
    expect(facts.onTheWay).toBeGreaterThan(0);
  }, 120_000);
});
