import { describe, expect, it } from 'vitest';
import { readFor, siteOf, somebody } from '../../test/support/decide-fixtures.ts';
import { createTestClock, createTestStore, site } from '../../test/support/gate-fixtures.ts';
import { deriveKeyBytes, importSigningKey } from '../identity/index.ts';
import type { Confirm, Known } from '../model/decision.ts';
import { noBreakGlass } from '../ports/host-state.ts';
import { recordOf } from '../testing/store-conformance/fixtures.ts';
import { unwrittenAudit } from './audit/unwritten-audit.ts';
import { createConfirmations } from './confirm-write.ts';
import { createEndings } from './endings.ts';
import { silentLogger } from './logger.ts';

const key = await importSigningKey(await deriveKeyBytes(new Uint8Array(32).fill(1), 'confirmation'));
const snapshot = siteOf();
const view = {
  snapshot,
  passes: new Map(),
  breakGlass: noBreakGlass,
  presented: snapshot.compiled.policy,
  settings: null,
  store: 'following',
} as const;
const body = new TextEncoder().encode('amount=5');
const request = readFor(snapshot, 'POST /refund');
const digest = 'd'.repeat(64);
const known: Known = { identity: somebody('admin'), body: { digest, overrides: [], calls: null } };

function startConfirming() {
  const clock = createTestClock();
  const instanceOf = () =>
    createConfirmations({
      site,
      keys: [key],
      store: store.store,
      audit: { ...unwrittenAudit(silentLogger), write: async () => recordOf('i1', 1) },
      clock,
      endings: createEndings(clock),
    });
  const store = createTestStore(clock);
  const issuer = instanceOf();
  const another = instanceOf();
  const confirm = (by: typeof issuer, token: string, raw = { ...request.raw }) =>
    by.confirm({
      raw,
      request,
      known,
      token,
      view,
    });
  const issue = async () => {
    const decision: Confirm = {
      kind: 'confirm',
      rule: { id: 'sensitive', detail: 'POST /refund' },
      epoch: 7,
      mode: 'read-only',
      standing: { role: 'admin', subject: 'ada', scope: 'write' },
      obligations: { banner: null, privateCaching: false, decisionHeader: false, mask: false },
      bodyDigest: digest,
    };
    const judgement = {
      request,
      decision,
      view,
      known,
      body,
      setCookies: [],
    };
    return issuer.issue(judgement, decision, clock.wallMs());
  };
  return { clock, issuer, another, issue, confirm };
}

describe('confirming a write', () => {
  it('allows it once, at any instance', async () => {
    const { issuer, another, issue, confirm } = startConfirming();
    const token = await issue();
    expect(await confirm(another, token)).toBe(true);
    expect(await confirm(issuer, token)).toBe(false);
  });

  it('allows the very same request again: the switch may have changed while it was judged', async () => {
    const { clock, issuer, another, issue, confirm } = startConfirming();
    const token = await issue();
    const raw = { ...request.raw };
    expect(await confirm(issuer, token, raw)).toBe(true);
    expect(await confirm(issuer, token, raw)).toBe(true);
    expect(await confirm(issuer, token)).toBe(false);
    expect(await confirm(another, token, raw)).toBe(false);
    expect(await confirm(issuer, await issue(), raw)).toBe(true);
    clock.advance(120_000);
    expect(await confirm(issuer, token, raw)).toBe(false);
  });

  it('is over after two minutes, also when the clock is set back then', async () => {
    const { clock, issuer, issue, confirm } = startConfirming();
    const token = await issue();
    clock.advance(120_000);
    expect(await confirm(issuer, token)).toBe(false);
    clock.jump(-90_000);
    expect(await confirm(issuer, token)).toBe(false);
  });

  it('is over at other instances too when the clock is set back by more than a minute', async () => {
    const { clock, another, issue, confirm } = startConfirming();
    const token = await issue();
    clock.jump(-60_001);
    expect(await confirm(another, token)).toBe(false);
    clock.jump(1);
    expect(await confirm(another, token)).toBe(true);
  });
});
