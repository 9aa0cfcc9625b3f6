import { describe, expect, it } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../test/support/decide-fixtures.ts';
import { type Identity, nobody } from '../model/identity.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';

const job: Identity = { ...nobody, worker: 'mails' };
const policy: PolicyInput = {
  routes: [
    { match: 'POST /refunds', sensitive: true },
    { match: '/admin/**', protected: true },
  ],
};

function decided(line: string, identity: Identity, draining: readonly string[], mode: Mode = 'read-only') {
  return decideFor(siteOf({ policy, mode, draining }), line, { known: { identity } });
}

describe('a job whose worker is being drained', () => {
  it.each(['POST /orders', 'POST /refunds', 'DELETE /admin/users/7'])('ends as it began: %s', (line) => {
    for (const mode of ['read-only', 'closed'] as const) {
      expect(decided(line, job, ['imports', 'mails'], mode)).toMatchObject({
        kind: 'allow',
        rule: { id: 'worker', detail: 'mails' },
        standing: { role: 'allowed', subject: 'worker mails', scope: 'write' },
      });
    }
  });

  it('reads what is closed', () => {
    expect(summaryOf(decided('GET /orders', job, ['mails'], 'closed'))).toBe('allow worker');
  });

  it('is waited for: nothing that it writes is let through for good', () => {
    expect(decided('POST /orders', job, ['mails'])).toMatchObject({ approved: false, access: 'write' });
  });

  it('opens no socket, which would outlive it', () => {
    const site = siteOf({ mode: 'closed', draining: ['mails'] });
    const upgrade = { upgrade: true, headers: ['Upgrade', 'websocket', 'Connection', 'Upgrade'] };
    const verdict = decideFor(site, 'GET /live', { known: { identity: job }, ...upgrade });
    expect(summaryOf(verdict)).toBe('refuse 503 closed');
  });

  it('keeps the name that somebody else knows it by', () => {
    const named = { ...somebody('support', { subject: 'crm' }), worker: 'mails' };
    expect(decided('POST /orders', named, ['mails'])).toMatchObject({
      rule: { id: 'worker' },
      standing: { role: 'support', subject: 'crm', scope: 'write' },
    });
  });
});

describe('nobody special', () => {
  it.each([
    ['a job whose worker is drained', job, []],
    ['a job of another worker', job, ['imports']],
    ['a visitor, while workers are drained', nobody, ['mails']],
    ['a job of a worker with a name that every list knows', { ...nobody, worker: 'length' }, ['mails']],
  ] as const)('%s', (_, identity, draining) => {
    expect(summaryOf(decided('POST /orders', identity, draining))).toBe('refuse 503 read-only-write');
    expect(summaryOf(decided('GET /orders', identity, draining, 'closed'))).toBe('refuse 503 closed');
  });
});
