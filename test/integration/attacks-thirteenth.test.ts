import { describe, expect, it } from 'vitest';
import { startCorpusGate } from '../corpora/gate.ts';
import { startUpstream } from '../corpora/start-upstream.ts';

// A pass is redeemed over TLS only. How a named proxy says that the visitor came over TLS is not always one plain
// `X-Forwarded-Proto: https`, and its holder is locked out where it is not.

describe('a pass behind a named proxy that says https', () => {
  it('is redeemed where it says so by one plain X-Forwarded-Proto', async () => {
    expect(await redeemBehind({ Forwarded: 'for=203.0.113.9', 'X-Forwarded-Proto': 'https' })).toBe(200);
  });

  it('is redeemed where it says so by Forwarded alone, the header that the policy names', async () => {
    expect(await redeemBehind({ Forwarded: 'for=203.0.113.9;proto=https' })).toBe(200);
  });

  it.each([
    ['http', { Forwarded: 'for=203.0.113.9;proto=http' }],
    ['nothing', { Forwarded: 'for=203.0.113.9' }],
    ['http for one of two hops', { Forwarded: 'for=203.0.113.9', 'X-Forwarded-Proto': 'http, https' }],
  ])('is refused where it says %s', async (_, headers) => {
    expect(await redeemBehind(headers)).toBe(403);
  });
});

async function redeemBehind(headers: Readonly<Record<string, string>>): Promise<number> {
  const upstream = await startUpstream('raw');
  try {
    const gate = await startCorpusGate({
      upstream,
      policy: { trusted: { proxies: ['127.0.0.1/32'], addressHeader: 'forwarded' } },
    });
    try {
      const wanted = { subject: 'ada', scope: 'read', ttlMs: 60_000, actor: 'attacks' };
      const { link } = await gate.control.post<{ readonly link: string }>('/passes', wanted);
      const body = new URLSearchParams({ token: new URL(link).searchParams.get('token') ?? '' });
      const target = `http://127.0.0.1:${gate.port}/.well-known/portcullis/pass`;
      const { status } = await fetch(target, { method: 'POST', body, headers });
      return status;
    } finally {
      await gate.close();
    }
  } finally {
    await upstream.close();
  }
}
