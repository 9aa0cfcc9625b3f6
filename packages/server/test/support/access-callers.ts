import type { ControlScope, OperatorRole } from '@portcullis/gate';
import { requestTokenOf, sessionCookieName } from '../../src/control/entrance/console-cookies.ts';
import type { OperatorsFixture } from './operators-fixture.ts';

/** Everybody who may come to the control API, by name. */
export const callers = [
  'nobody',
  'code needed',
  'expired session',
  'idle session',
  'disabled operator',
  'two cookies',
  'viewer, confirmed',
  'viewer, not lately',
  'support, confirmed',
  'support, not lately',
  'operator, confirmed',
  'operator, not lately',
  'owner, confirmed',
  'owner, not lately',
  'key: read',
  'key: switch',
  'key: settings',
  'key: passes',
  'key: audit',
  'key: workers',
  'key: gate',
  'key: revoked',
  'key: expired',
  'key beside the cookie of an owner',
  'shell',
] as const;
export type CallerName = (typeof callers)[number];

const browser = { address: '192.0.2.7', userAgent: 'test', mark: null };

/** The headers of each caller. Time moves while they are made: the oldest session first. */
export async function everybody(
  { room, store }: OperatorsFixture,
  advance: (ms: number) => void,
): Promise<Readonly<Record<CallerName, readonly string[]>>> {
  const password = 'correct horse battery';
  const { code } = await room.newFirstRunCode();
  await room.enrolment.enrol({ code, name: 'root', password, browser });

  async function person(name: string, role: OperatorRole): Promise<void> {
    const { code: invitation } = await room.operators.invite({ name, role, actor: 'shell:ada' });
    await room.enrolment.enrol({ code: invitation, name: undefined, password, browser });
  }
  const signIn = async (name: string): Promise<readonly string[]> => {
    const { token } = await room.signIn.withPassword({ name, password, browser });
    return withCookie(token);
  };
  async function key(scopes: readonly ControlScope[], days: number | null = null) {
    return room.keys.create({ name: 'robot', scopes, expiresInDays: days, actor: 'shell:ada' });
  }

  for (const role of ['viewer', 'support', 'operator', 'owner'] as const) await person(role, role);
  await person('gone', 'owner');
  const expired = await signIn('owner');
  const idle = await signIn('owner');
  const expiring = await key(['read', 'switch', 'settings', 'passes', 'audit'], 1);
  advance(25 * 3_600_000);
  const disabled = await signIn('gone');
  const gone = (await store.operators.find('shop', { name: 'gone' })) ?? raise();
  await room.operators.change(gone.id, {
    version: gone.version,
    name: undefined,
    role: undefined,
    disabled: true,
    actor: 'shell:ada',
  });
  const old = {
    viewer: await signIn('viewer'),
    support: await signIn('support'),
    operator: await signIn('operator'),
    owner: await signIn('owner'),
  };
  advance(15 * 60_000);
  const owner = await signIn('owner');
  const revoked = await key(['read', 'switch', 'settings', 'passes', 'audit']);
  await room.keys.revoke(revoked.key.id, 'shell:ada');
  const audit = await key(['audit']);

  // Somebody with a second factor, halfway in.
  await person('careful', 'owner');
  const careful = (await store.operators.find('shop', { name: 'careful' })) ?? raise();
  await room.signIn.withPassword({ name: 'careful', password, browser });
  await markSecondFactor(store, careful.id);
  const halfway = await room.signIn.withPassword({ name: 'careful', password, browser });
  if (halfway.session.stage !== 'code-needed') throw new Error('nobody asked for a code');

  return {
    nobody: [],
    'code needed': withCookie(halfway.token),
    'expired session': expired,
    'idle session': idle,
    'disabled operator': disabled,
    'two cookies': [...owner, ...(await signIn('owner'))],
    'viewer, confirmed': await signIn('viewer'),
    'viewer, not lately': old.viewer,
    'support, confirmed': await signIn('support'),
    'support, not lately': old.support,
    'operator, confirmed': await signIn('operator'),
    'operator, not lately': old.operator,
    'owner, confirmed': owner,
    'owner, not lately': old.owner,
    'key: read': bearer((await key(['read'])).token),
    'key: switch': bearer((await key(['switch'])).token),
    'key: settings': bearer((await key(['settings'])).token),
    'key: passes': bearer((await key(['passes'])).token),
    'key: audit': bearer(audit.token),
    'key: workers': bearer((await key(['workers'])).token),
    'key: gate': bearer((await key(['gate'])).token),
    'key: revoked': bearer(revoked.token),
    'key: expired': bearer(expiring.token),
    'key beside the cookie of an owner': [...bearer(audit.token), ...owner],
    shell: [],
  };
}

function withCookie(token: string): readonly string[] {
  return ['Cookie', `${sessionCookieName('shop')}=${token}`, 'Portcullis-Console', requestTokenOf(token)];
}

function bearer(token: string): readonly string[] {
  return ['Authorization', `Bearer ${token}`];
}

/** As if its first code had been entered; no code of it is needed here. */
async function markSecondFactor(store: OperatorsFixture['store'], id: string): Promise<void> {
  const operator = (await store.operators.find('shop', { id })) ?? raise();
  const head = (await store.audit.head('shop', 'beside')) ?? { sequence: 0, hash: '0'.repeat(64) };
  const result = await store.operators.change('shop', id, {
    expectedVersion: operator.version,
    next: { secondFactor: { sealedSecret: 'v1.a.b', confirmedAt: Date.now(), recoveryHashes: [] } },
    record: {
      chain: 'beside',
      sequence: head.sequence + 1,
      at: Date.now(),
      kind: 'operator.changed',
      actor: 'test',
      data: '{}',
      previousHash: head.hash,
      hash: 'f'.repeat(64),
    },
  });
  if (result !== 'changed') throw new Error(result);
}

function raise(): never {
  throw new Error('nobody is there');
}
