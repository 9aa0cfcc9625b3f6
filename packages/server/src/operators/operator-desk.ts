import { randomUUID } from 'node:crypto';
import type { Operator, OperatorChange, OperatorRole, OperatorSession } from '@portcullis/gate';
import { PortcullisError } from '@portcullis/gate';
import type { OperatorsOptions } from './operators-options.ts';
import { createReadableCode, readCode } from './readable-code.ts';
import { changedMeanwhile } from './session-desk.ts';
import { hashOf } from './token.ts';

const invitationMs = 72 * 3_600_000;

/** What owners do with operators. `actor` is who does it, as on record. */
export interface OperatorDesk {
  list(): Promise<readonly ListedOperator[]>;
  invite(wanted: {
    readonly name: string;
    readonly role: OperatorRole;
    readonly actor: string;
  }): Promise<Invitation>;
  change(id: string, wanted: ChangeOperator): Promise<ListedOperator>;
  /** Who comes from a provider for the first time; a name that is taken gets a number. */
  admit(wanted: AdmitOperator): Promise<Operator>;
  /** The role that a provider says somebody has now. */
  giveRole(operator: Operator, role: OperatorRole, actor: string): Promise<Operator>;
  /**
   * Takes password and second factor away, ends every session, and invites again. Who it is to a provider is forgotten as well,
   * of somebody disabled only once he accepts the invitation.
   */
  reset(id: string, actor: string): Promise<Invitation>;
  signOut(id: string, actor: string): Promise<number>;
  remove(id: string, actor: string): Promise<void>;
}

export interface ListedOperator {
  readonly operator: Operator;
  readonly sessions: readonly OperatorSession[];
}

export interface Invitation extends ListedOperator {
  /** Shown once. */
  readonly code: string;
  readonly expiresAt: number;
}

export interface AdmitOperator {
  readonly name: string;
  readonly role: OperatorRole;
  readonly federated: { readonly issuer: string; readonly subject: string };
  readonly actor: string;
}

export interface ChangeOperator {
  readonly version: number;
  readonly name: string | undefined;
  readonly role: OperatorRole | undefined;
  readonly disabled: boolean | undefined;
  readonly actor: string;
}

export function createOperatorDesk({ site, store, audit, now }: OperatorsOptions): OperatorDesk {
  async function listed(operator: Operator): Promise<ListedOperator> {
    return { operator, sessions: await store.sessions.list(site, operator.id) };
  }

  async function get(id: string): Promise<Operator> {
    const operator = await store.operators.find(site, { id });
    if (operator === null) throw noSuchOperator(id);
    return operator;
  }

  async function stored(
    operator: Operator,
    { actor, next, facts, endsSessions }: Storing,
  ): Promise<Operator> {
    const data = { operator: operator.id, name: operator.name, ...facts };
    const result = await audit.writeWith({ kind: 'operator.changed', actor, data }, async (record) => {
      const done = await store.operators.change(site, operator.id, {
        expectedVersion: operator.version,
        next,
        endSessions: endsSessions ? 'all' : 'none',
        record,
      });
      return { stored: done === 'changed', result: done };
    });
    switch (result) {
      case 'changed':
        return { ...operator, ...next, version: operator.version + 1 };
      case 'name-taken':
        throw nameTaken(next.name ?? operator.name);
      case 'last-owner':
        throw lastOwner(operator);
      case 'conflict':
        throw changedMeanwhile();
    }
  }

  function newOperator({ actor, ...given }: NewOperator): Operator {
    return {
      ...given,
      id: randomUUID(),
      site,
      passwordHash: null,
      secondFactor: null,
      disabledAt: null,
      createdAt: now(),
      createdBy: actor,
      version: 1,
    };
  }

  function isCreated(operator: Operator): Promise<boolean> {
    const { id, name, role, createdBy } = operator;
    const data = { operator: id, name, role };
    return audit.writeWith({ kind: 'operator.created', actor: createdBy, data }, async (record) => {
      const done = await store.operators.create(site, operator, { onlyFirst: false, record });
      return { stored: done === 'created', result: done === 'created' };
    });
  }

  /** What needs a proof of the last 15 minutes needs a new one, and with it another token: rights have changed. */
  async function askAgain(operator: Operator): Promise<void> {
    for (const session of await store.sessions.list(site, operator.id)) {
      const { tokenHash, stage, seenAt, expiresAt, address, userAgent } = session;
      const next = { tokenHash, stage, confirmedAt: 0, seenAt, expiresAt, address, userAgent };
      await store.sessions.replace(site, tokenHash, { next, record: null });
    }
  }

  return {
    async list() {
      const [operators, sessions] = [await store.operators.list(site), await store.sessions.list(site)];
      return operators.map((operator) => ({
        operator,
        sessions: sessions.filter(({ operatorId }) => operatorId === operator.id),
      }));
    },

    async invite({ name, role, actor }) {
      const { code, invitation } = newInvitation(now());
      const operator = newOperator({ name, role, invitation, federated: null, actor });
      if (!(await isCreated(operator))) throw nameTaken(name);
      return { operator, sessions: [], code, expiresAt: invitation.expiresAt };
    },

    async admit({ name, ...wanted }) {
      for (let number = 1; number <= 20; number += 1) {
        const unique = number === 1 ? name : `${name} (${number})`;
        const operator = newOperator({ ...wanted, name: unique, invitation: null });
        if (await isCreated(operator)) return operator;
        // Both may be whoever came first of two at once.
        const first = await store.operators.find(site, wanted.federated);
        if (first !== null) return first;
      }
      throw nameTaken(name);
    },

    async giveRole(operator, role, actor) {
      const facts = { changed: { role } };
      const changed = await stored(operator, { actor, next: { role }, facts, endsSessions: false });
      await askAgain(changed);
      return changed;
    },

    async change(id, { version, name, role, disabled, actor }) {
      const operator = await get(id);
      if (operator.version !== version) throw changedMeanwhile();
      const next: OperatorChange['next'] = {
        ...(name !== undefined && name !== operator.name && { name }),
        ...(role !== undefined && role !== operator.role && { role }),
        ...(disabled !== undefined &&
          disabled !== (operator.disabledAt !== null) && { disabledAt: disabled ? now() : null }),
      };
      if (Object.keys(next).length === 0) return listed(operator);
      const changed = await stored(operator, { actor, next, facts: { changed: next }, endsSessions: false });
      if (next.role !== undefined) await askAgain(changed);
      return listed(changed);
    },

    async reset(id, actor) {
      const operator = await get(id);
      const { code, invitation } = newInvitation(now());
      const next = {
        passwordHash: null,
        secondFactor: null,
        // Of somebody disabled it stays known: nobody would be disabled whom the provider knows and this site does not.
        ...(operator.disabledAt === null && { federated: null }),
        invitation,
      };
      const facts = { changed: 'reset' };
      const changed = await stored(operator, { actor, next, facts, endsSessions: true });
      return { operator: changed, sessions: [], code, expiresAt: invitation.expiresAt };
    },

    async signOut(id, actor) {
      const { name } = await get(id);
      const data = { operator: id, name, everywhere: true };
      return audit.writeWith({ kind: 'operator.signed-out', actor, data }, async (record) => {
        const ended = await store.sessions.end(site, { operatorId: id }, record);
        return { stored: ended > 0, result: ended };
      });
    },

    async remove(id, actor) {
      const operator = await get(id);
      const data = { operator: id, name: operator.name, role: operator.role };
      const result = await audit.writeWith({ kind: 'operator.removed', actor, data }, async (record) => {
        const done = await store.operators.remove(site, id, record);
        return { stored: done === 'removed', result: done };
      });
      if (result === 'last-owner') throw lastOwner(operator);
      if (result === 'absent') throw noSuchOperator(id);
    },
  };
}

interface NewOperator extends Pick<Operator, 'name' | 'role' | 'federated' | 'invitation'> {
  /** As on record. */
  readonly actor: string;
}

interface Storing {
  readonly actor: string;
  readonly next: OperatorChange['next'];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly endsSessions: boolean;
}

function newInvitation(now: number) {
  const code = createReadableCode({ signs: 26, group: 5 });
  return { code, invitation: { codeHash: hashOf(readCode(code)), expiresAt: now + invitationMs } };
}

function noSuchOperator(id: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_NOT_FOUND', `There is no operator ${id}.`);
}

export function nameTaken(name: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NAME_TAKEN',
    `An operator has the name ${JSON.stringify(name)} already, in whatever case of its letters. Choose another.`,
    { values: { name } },
  );
}

function lastOwner({ name }: Operator): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_LAST_OWNER',
    `${name} is the last owner who can sign in. Make somebody else an owner first, and let them set a password.`,
    { values: { name } },
  );
}
