import type { AuditVerification } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import type { VerifyProgress } from './audit-operations.ts';
import { createSharedVerification } from './shared-verification.ts';

const intact: AuditVerification = { records: 3, chains: 1, seals: 0, findings: [] };

function fixture() {
  const begun: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: VerifyProgress) => void;
    readonly finish: (result: AuditVerification) => void;
  }[] = [];
  let at = 0;
  const shared = createSharedVerification({
    monotonicMs: () => at,
    verify: ({ signal, onProgress }) =>
      new Promise((finish, reject) => {
        begun.push({ signal, onProgress, finish });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  return { shared, begun, advance: (ms: number) => (at += ms) };
}

describe('a shared verification', () => {
  it('is one for all who ask, and tells how far it is', async () => {
    const { shared, begun, advance } = fixture();
    expect(shared.progress()).toBeNull();
    const results = [1, 2].map(() => shared.join(new AbortController().signal));
    expect(begun).toHaveLength(1);
    expect(shared.progress()).toEqual({ checked: 0, total: 0, elapsedMs: 0 });
    advance(1_500);
    begun[0]?.onProgress({ checked: 2, total: 3 });
    expect(shared.progress()).toEqual({ checked: 2, total: 3, elapsedMs: 1_500 });
    begun[0]?.finish(intact);
    expect(await Promise.all(results)).toEqual([intact, intact]);
    expect(shared.progress()).toBeNull();
  });

  it('goes on while anybody waits, and ends when nobody does', async () => {
    const { shared, begun } = fixture();
    const [one, other] = [new AbortController(), new AbortController()];
    const [first, second] = [shared.join(one.signal), shared.join(other.signal)];
    one.abort();
    await expect(first).rejects.toMatchObject({ code: 'PORTCULLIS_USAGE' });
    expect(begun[0]?.signal.aborted).toBe(false);
    expect(shared.progress()).not.toBeNull();
    other.abort();
    await expect(second).rejects.toMatchObject({ code: 'PORTCULLIS_USAGE' });
    expect(begun[0]?.signal.aborted).toBe(true);
    expect(shared.progress()).toBeNull();
  });

  it('begins anew for whoever asks after it was given up', async () => {
    const { shared, begun } = fixture();
    const gone = new AbortController();
    const first = shared.join(gone.signal);
    gone.abort();
    await expect(first).rejects.toThrow();
    const next = shared.join(new AbortController().signal);
    expect(begun).toHaveLength(2);
    begun[1]?.finish(intact);
    expect(await next).toEqual(intact);
  });

  it('that fails, fails for all and blocks nobody after', async () => {
    let tries = 0;
    const shared = createSharedVerification({
      monotonicMs: () => 0,
      verify: async () => {
        tries += 1;
        if (tries === 1) throw new Error('disk');
        return intact;
      },
    });
    const { signal } = new AbortController();
    await expect(shared.join(signal)).rejects.toThrow('disk');
    expect(await shared.join(signal)).toEqual(intact);
  });
});
