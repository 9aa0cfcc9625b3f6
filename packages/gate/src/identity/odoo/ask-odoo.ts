import type { Role } from '../../model/identity.ts';
import type { OdooInput } from '../../model/policy.ts';
import type { Recognised } from '../../ports/identity-source.ts';
import type { AskWhoseSession, SessionAnswer, Unanswered } from '../probe/session-answer.ts';
import { createSessionCalls, type SessionCalls } from '../probe/session-calls.ts';
import { upstreamUrl } from '../probe/upstream-url.ts';
import { inLanes } from './in-lanes.ts';
import { askVersion } from './odoo-call.ts';
import { dialectOf, majorOf, newestDialect, type OdooDialect } from './odoo-dialect.ts';
import {
  type Answered,
  askGroup,
  askGroupNames,
  askLogin,
  askUserId,
  type Conversation,
} from './odoo-questions.ts';

export interface AskOdooOptions {
  readonly input: OdooInput;
  /** The origin of the upstream, such as `http://127.0.0.1:8069`. */
  readonly upstream: string;
  readonly fetch: typeof globalThis.fetch;
}

/** What was found out about somebody. */
interface Found {
  login: string;
  /** Null = they may not know themselves. */
  names: ReadonlySet<string> | null;
  readonly isIn: Map<string, boolean>;
}

/** Of whoever may change the settings: always an administrator here, too. */
const systemGroup = 'base.group_system';
const callsAtOnce = 4;

/**
 * Asks an Odoo whose session it is, with the session's own cookies. First who it is, alone, because from 19 on the
 * first request may renew the cookie; then login and groups, which do not depend on each other, four at once.
 */
export function createAskOdoo({ input, upstream, fetch }: AskOdooOptions): AskWhoseSession {
  upstreamUrl(upstream, '/');
  const { allowedGroups = [], supportGroups = [], adminGroups = [], groups = [] } = input;
  const wanted = [...new Set([...adminGroups, ...supportGroups, ...allowedGroups, ...groups])];
  const asksNames = !wanted.every(isExternalId);
  const externalIds = [...new Set([systemGroup, ...wanted.filter(mayBeExternalId)])];
  /** Null = nothing is known of this server: it is asked for its version. */
  let known: OdooDialect | null = null;

  const dialect = {
    current: () => known ?? newestDialect,
    correct(change: Partial<OdooDialect>) {
      known = { ...dialect.current(), ...change };
    },
  };

  return async (request, context, signal) => {
    const calls = createSessionCalls({ upstream, fetch, request, context, signal });
    const answer = await ask(calls);
    calls.passCookiesOn();
    // It may come back as another version.
    if (answer.kind === 'failure') known = null;
    return answer;
  };

  async function ask(calls: SessionCalls): Promise<SessionAnswer> {
    const [uid] = await Promise.all([askUserId(calls), known ?? learnVersion(calls)]);
    if (uid.kind !== 'answered') return uid;
    return askAbout({ calls, dialect }, uid.value);
  }

  async function learnVersion(calls: SessionCalls): Promise<void> {
    const answer = await askVersion(calls);
    const major = answer.kind === 'result' ? majorOf(answer.value) : null;
    if (major !== null) known = dialectOf(major);
  }

  async function askAbout(conversation: Conversation, uid: number): Promise<SessionAnswer> {
    const found: Found = { login: '', names: new Set(), isIn: new Map() };
    const questions: (() => Promise<Unanswered | null>)[] = externalIds.map(
      (id) => () => note(askGroup(conversation, uid, id), (is) => void found.isIn.set(id, is)),
    );
    const keepNames = (names: Found['names']) => {
      found.names = names;
    };
    const keepLogin = (login: string) => {
      found.login = login;
    };
    // First, because it takes longest.
    if (asksNames) questions.unshift(() => note(askGroupNames(conversation, uid), keepNames));
    questions.push(() => note(askLogin(conversation, uid), keepLogin));
    const answers = await inLanes(callsAtOnce, questions);
    const unanswered = answers.find((answer) => answer !== null) ?? null;
    return unanswered ?? { kind: 'recognised', recognised: recognisedAs(found) };
  }

  function recognisedAs({ login, names, isIn }: Found): Recognised {
    const isMember = (group: string): boolean =>
      isIn.get(group) === true || (!isExternalId(group) && names?.has(group) === true);
    const groupsIn = names === null ? {} : { groups: Object.freeze(wanted.filter(isMember)) };
    return Object.freeze({ role: roleOf(isMember), subject: login, ...groupsIn });
  }

  function roleOf(isMember: (group: string) => boolean): Role {
    if (isMember(systemGroup) || adminGroups.some(isMember)) return 'admin';
    if (supportGroups.some(isMember)) return 'support';
    return allowedGroups.some(isMember) ? 'allowed' : 'visitor';
  }
}

/** `module.name`, as modules write it: no name that people read. */
function isExternalId(group: string): boolean {
  return /^[a-z0-9_]+\.[a-z0-9_]+$/.test(group);
}

/** Of `IT.Support` both is asked: capitals and hyphens stand in ids that people and Studio made, and unknown ids are `false`. */
function mayBeExternalId(group: string): boolean {
  return /^\w+\.[\w-]+$/.test(group);
}

/** Null once it is noted; otherwise why there is nothing to note. */
async function note<Value>(
  asked: Promise<Answered<Value>>,
  keep: (value: Value) => void,
): Promise<Unanswered | null> {
  const answer = await asked;
  if (answer.kind !== 'answered') return answer;
  keep(answer.value);
  return null;
}
