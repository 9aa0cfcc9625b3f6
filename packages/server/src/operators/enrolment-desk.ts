import { randomUUID } from 'node:crypto';
import type { Operator } from '@portcullis/gate';
import { PortcullisError } from '@portcullis/gate';
import { addressNetwork } from './address-network.ts';
import type { FirstRun } from './first-run.ts';
import { nameTaken } from './operator-desk.ts';
import type { Browser, OperatorsOptions } from './operators-options.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { readCode } from './readable-code.ts';
import { changedMeanwhile, type Issued, nameOnRecord } from './session-desk.ts';
import type { SignInDesk } from './sign-in-desk.ts';
import { hashOf } from './token.ts';
import { isForRecord, tooManyTries } from './try-limits.ts';
import { createTryTable } from './try-table.ts';

/** Becoming an operator with a one-time code: of the first run, or of an invitation. */
export interface EnrolmentDesk {
  /** Rejects with PORTCULLIS_CODE_REFUSED for a code that is wrong, over, or used, without saying which. */
  enrol(claim: Enrolment): Promise<Issued>;
}

export interface Enrolment {
  readonly code: string;
  /** The first owner chooses one; an invitation has it already. */
  readonly name: string | undefined;
  readonly password: string;
  readonly browser: Browser;
}

export interface EnrolmentDeskOptions extends OperatorsOptions {
  readonly firstRun: FirstRun;
  readonly passwords: PasswordHasher;
  readonly signIn: SignInDesk;
}

export function createEnrolmentDesk(options: EnrolmentDeskOptions): EnrolmentDesk {
  const { site, store, audit, now, firstRun, passwords, signIn } = options;
  // The codes cannot be guessed, and a right one is never kept waiting; this tells whoever tries that it is in vain.
  const tries = createTryTable({ free: 10, longestDelayMs: 60_000, now });

  async function becomeFirst({ name, password, browser }: Enrolment): Promise<Operator> {
    if (name === undefined) throw usage('name: expected the name of the first owner.');
    const asker = { network: addressNetwork(browser.address), isKnown: true };
    const operator: Operator = {
      id: randomUUID(),
      site,
      name,
      role: 'owner',
      passwordHash: await passwords.hash(password, asker),
      secondFactor: null,
      federated: null,
      invitation: null,
      disabledAt: null,
      createdAt: now(),
      createdBy: `operator:${name}`,
      version: 1,
    };
    const data = { operator: operator.id, name, role: 'owner', by: 'first-run', address: browser.address };
    const entry = { kind: 'operator.created', actor: nameOnRecord(operator), data } as const;
    const result = await audit.writeWith(entry, async (record) => {
      const done = await store.operators.create(site, operator, { onlyFirst: true, record });
      return { stored: done === 'created', result: done };
    });
    if (result === 'name-taken') throw nameTaken(name);
    if (result === 'not-first') throw refusedCode();
    firstRun.close();
    return operator;
  }

  async function accept(operator: Operator, { name, password, browser }: Enrolment): Promise<Operator> {
    if (name !== undefined) throw usage('name: leave it out. An invitation has a name already.');
    const asker = { network: addressNetwork(browser.address), isKnown: true };
    const next = { passwordHash: await passwords.hash(password, asker), federated: null, invitation: null };
    const data = { operator: operator.id, changed: 'invitation-accepted', address: browser.address };
    const entry = { kind: 'operator.changed', actor: nameOnRecord(operator), data } as const;
    const result = await audit.writeWith(entry, async (record) => {
      const change = { expectedVersion: operator.version, next, endSessions: 'all', record } as const;
      const done = await store.operators.change(site, operator.id, change);
      return { stored: done === 'changed', result: done };
    });
    if (result === 'conflict') throw refusedCode();
    if (result !== 'changed') throw changedMeanwhile();
    return { ...operator, ...next, version: operator.version + 1 };
  }

  return {
    async enrol(claim) {
      const { code, browser } = claim;
      const network = addressNetwork(browser.address);
      const isFirst = firstRun.isCode(code);
      const invited = isFirst
        ? null
        : await store.operators.find(site, { invitationHash: hashOf(readCode(code)) });
      if (!isFirst && (invited === null || invited.disabledAt !== null)) {
        const waitMs = tries.waitMs(network);
        if (waitMs > 0) throw tooManyTries(waitMs);
        const { count } = tries.failed(network);
        if (isForRecord(count)) {
          audit.enqueue({
            kind: 'operator.sign-in-refused',
            actor: 'nobody',
            // Not the code: one that is over may have been somebody's.
            data: {
              operator: invited?.id ?? null,
              what: 'enrolment-code',
              address: browser.address,
              tries: count,
            },
          });
        }
        throw refusedCode();
      }
      const operator = invited === null ? await becomeFirst(claim) : await accept(invited, claim);
      return signIn.admit({ operator, browser, by: 'enrolment' });
    },
  };
}

function refusedCode(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_CODE_REFUSED',
    'The code is wrong, was used already, or its time is over. On the host `portcullis operator enrol` makes a new one for the first owner; an owner can invite you again.',
  );
}

function usage(text: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_USAGE', text);
}
