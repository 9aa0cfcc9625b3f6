import type { Operator, OperatorKey, OperatorStore } from '@portcullis/gate';
import { whole } from '../record/shape.ts';
import { foldName } from '../rules/fold-name.ts';
import { isActiveOwner } from '../rules/owner-rules.ts';
import type { Condition } from './connection.ts';
import { textOf } from './keys.ts';
import { keepingOperator, type People, readPeople, removingSessions, writePeople } from './people.ts';
import type { FacetOptions } from './redis-switch.ts';

export function redisOperators({ connection, keys }: FacetOptions): OperatorStore {
  const read = (site: string): Promise<People> => readPeople(connection, keys.of(site), site);

  return {
    create: (site, operator, { onlyFirst, record }) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const people = await read(site);
        if (onlyFirst && people.operators.length > 0) return 'not-first';
        if (people.operators.some(({ id }) => id === operator.id)) return 'name-taken';
        if (isTaken(people.operators, operator)) return 'name-taken';
        const commands = [keepingOperator(own, operator)];
        return (await writePeople(connection, own, { people, record, commands })) ? 'created' : undefined;
      }),
    list: (site) => connection.settle(async () => (await read(site)).operators),
    find: (site, by) =>
      connection.settle(async () => {
        const { operators, now } = await read(site);
        return operators.find((operator) => isMeant(operator, by, now)) ?? null;
      }),
    change: (site, id, { expectedVersion, next, endSessions = 'none', record }) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const people = await read(site);
        const current = people.operators.find((operator) => operator.id === id);
        if (current?.version !== expectedVersion) return 'conflict';
        const changed: Operator = { ...current, ...next, version: current.version + 1 };
        if (isTaken(people.operators, changed)) return 'name-taken';
        if (isActiveOwner(current) && !isActiveOwner(changed) && !hasOtherOwner(people, id)) {
          return 'last-owner';
        }
        const isOver = changed.disabledAt !== null || endSessions === 'all';
        const exceptId = typeof endSessions === 'object' ? endSessions.exceptId : null;
        const ended = people.sessions.filter(
          (session) =>
            session.operatorId === id && (isOver || (endSessions !== 'none' && session.id !== exceptId)),
        );
        const commands = [
          keepingOperator(own, changed),
          ...removingSessions(own, ended),
          // Steps that another second factor used up say nothing about this one.
          ...(isNewFactor(changed) ? [{ name: 'HDEL', key: own.steps, args: [id] }] : []),
        ];
        return (await writePeople(connection, own, { people, record, commands })) ? 'changed' : undefined;
      }),
    remove: (site, id, record) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const people = await read(site);
        const current = people.operators.find((operator) => operator.id === id);
        if (current === undefined) return 'absent';
        if (isActiveOwner(current) && !hasOtherOwner(people, id)) return 'last-owner';
        const commands = [
          { name: 'HDEL', key: own.operators, args: [id] },
          { name: 'HDEL', key: own.steps, args: [id] },
          ...removingSessions(
            own,
            people.sessions.filter(({ operatorId }) => operatorId === id),
          ),
        ];
        return (await writePeople(connection, own, { people, record, commands })) ? 'removed' : undefined;
      }),
    claimStep: (site, id, step) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const [people, { results }] = await Promise.all([
          read(site),
          connection.ask([{ name: 'HGET', key: own.steps, args: [id] }]),
        ]);
        const operator = people.operators.find((one) => one.id === id);
        if (operator === undefined || operator.secondFactor === null) return false;
        const [last] = results;
        const at = `the newest step of ${id} in ${site}`;
        const value = last === null || last === undefined ? null : textOf(last, at);
        if (value !== null && whole(Number(value), at) >= step) return false;
        const unchanged: Condition = { key: own.steps, field: id, value };
        const outcome = await connection.commit({
          conditions: [{ key: own.people, field: 'revision', value: people.revision }, unchanged],
          commands: [{ name: 'HSET', key: own.steps, args: [id, String(step)] }],
        });
        return outcome.kind === 'done' ? true : undefined;
      }),
  };
}

/** Whether the name, who it is to a provider, or the code of the invitation is somebody else's. */
function isTaken(operators: readonly Operator[], { id, name, federated, invitation }: Operator): boolean {
  return operators.some(
    (other) =>
      other.id !== id &&
      (foldName(other.name) === foldName(name) ||
        (federated !== null &&
          other.federated?.issuer === federated.issuer &&
          other.federated.subject === federated.subject) ||
        (invitation !== null && other.invitation?.codeHash === invitation.codeHash)),
  );
}

function isMeant({ id, name, federated, invitation }: Operator, by: OperatorKey, now: number): boolean {
  if ('id' in by) return id === by.id;
  if ('name' in by) return foldName(name) === foldName(by.name);
  if ('issuer' in by) return federated?.issuer === by.issuer && federated.subject === by.subject;
  return invitation !== null && invitation.codeHash === by.invitationHash && invitation.expiresAt > now;
}

function hasOtherOwner({ operators }: People, id: string): boolean {
  return operators.some((operator) => operator.id !== id && isActiveOwner(operator));
}

function isNewFactor({ secondFactor }: Operator): boolean {
  return secondFactor === null || secondFactor.confirmedAt === null;
}
