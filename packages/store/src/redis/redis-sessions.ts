import type { OperatorSession, SessionStore, SessionsToEnd } from '@portcullis/gate';
import { compareText } from '../rules/compare-text.ts';
import { foundSession, keepingSession, readPeople, removingSessions, writePeople } from './people.ts';
import type { FacetOptions } from './redis-switch.ts';

export function redisSessions({ connection, keys }: FacetOptions): SessionStore {
  return {
    open: (session, { operatorVersion, record }) =>
      connection.settle(async () => {
        const own = keys.of(session.site);
        const people = await readPeople(connection, own, session.site);
        const operator = people.operators.find(({ id }) => id === session.operatorId);
        if (operator?.version !== operatorVersion || operator.disabledAt !== null) return false;
        const { id, tokenHash } = session;
        if (people.sessions.some((other) => other.id === id || other.tokenHash === tokenHash)) return false;
        const commands = [keepingSession(own, session)];
        return (await writePeople(connection, own, { people, record, commands })) ? true : undefined;
      }),
    find: (site, tokenHash) =>
      connection.settle(async () => {
        const { sessions } = keys.of(site);
        const { now, results } = await connection.ask([{ name: 'HGET', key: sessions, args: [tokenHash] }]);
        return foundSession(results[0], site, now);
      }),
    replace: (site, tokenHash, { next, record }) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const people = await readPeople(connection, own, site);
        const current = people.sessions.find((session) => session.tokenHash === tokenHash);
        if (current === undefined || current.expiresAt <= people.now) return null;
        const isOther = next.tokenHash !== tokenHash;
        if (isOther && people.sessions.some((session) => session.tokenHash === next.tokenHash)) return null;
        const { id, operatorId, createdAt } = current;
        const replaced: OperatorSession = { ...next, id, site, operatorId, createdAt };
        const commands = [...removingSessions(own, [current]), keepingSession(own, replaced)];
        return (await writePeople(connection, own, { people, record, commands })) ? replaced : undefined;
      }),
    async seen(site, id, { seenAt, expiresAt }) {
      await connection.settle(async () => {
        const own = keys.of(site);
        const { now, sessions, stored } = await readPeople(connection, own, site);
        const current = sessions.find((session) => session.id === id);
        if (current === undefined || current.expiresAt <= now) return null;
        const value = stored.get(current.tokenHash) ?? null;
        const outcome = await connection.commit({
          // One that was ended meanwhile does not come back.
          conditions: [{ key: own.sessions, field: current.tokenHash, value }],
          commands: [
            keepingSession(own, { ...current, seenAt: Math.max(current.seenAt, seenAt), expiresAt }),
          ],
        });
        return outcome.kind === 'done' ? null : undefined;
      });
    },
    list: (site, operatorId) =>
      connection.settle(async () => {
        const { now, sessions } = await readPeople(connection, keys.of(site), site);
        return sessions
          .filter((session) => session.expiresAt > now)
          .filter((session) => operatorId === undefined || session.operatorId === operatorId)
          .sort((a, b) => b.createdAt - a.createdAt || compareText(a.id, b.id));
      }),
    end: (site, which, record) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const people = await readPeople(connection, own, site);
        const ended = people.sessions.filter((session) => isMeant(session, which, people.now));
        if (ended.length === 0) return 0;
        // Expired ones go as well, uncounted: after a clock was set back they would be good again.
        const isForgetting = 'expiredBefore' in which;
        const count = isForgetting
          ? ended.length
          : ended.filter(({ expiresAt }) => expiresAt > people.now).length;
        const written = await writePeople(connection, own, {
          people,
          record: count > 0 ? record : null,
          commands: removingSessions(own, ended),
        });
        return written ? count : undefined;
      }),
  };
}

function isMeant(session: OperatorSession, which: SessionsToEnd, now: number): boolean {
  if ('expiredBefore' in which) {
    return session.expiresAt < which.expiredBefore && session.expiresAt <= now;
  }
  if ('id' in which) return session.id === which.id;
  return session.operatorId === which.operatorId && session.id !== which.exceptId;
}
