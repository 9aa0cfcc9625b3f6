import { readFile } from 'node:fs/promises';
import { type OperatorSession, PortcullisError } from '@portcullis/gate';
import type { ProviderConfig } from '../config/console-config.ts';
import { type AccountDesk, createAccountDesk } from './account-desk.ts';
import { type BrowserMarks, createBrowserMarks } from './browser-marks.ts';
import { createEnrolmentDesk, type EnrolmentDesk } from './enrolment-desk.ts';
import { createFirstRun, type FirstRun, type FirstRunCode } from './first-run.ts';
import { createKeyDesk, type KeyDesk } from './key-desk.ts';
import { createKnownPlaces } from './known-places.ts';
import { createOperatorDesk, type OperatorDesk } from './operator-desk.ts';
import type { OperatorsOptions } from './operators-options.ts';
import { createPasswordHasher, type PasswordHasher } from './password-hasher.ts';
import { createProofs } from './proofs.ts';
import { createProviderSignIn, type ProviderSignIn } from './provider-sign-in.ts';
import { createSecondFactors } from './second-factor.ts';
import { createSessionDesk, type SessionDesk } from './session-desk.ts';
import { createSignInDesk, type SignInDesk } from './sign-in-desk.ts';

/** Everything about who works with a site's console and control API. */
export interface OperatorsRoom {
  readonly firstRun: Pick<FirstRun, 'isOpen'>;
  readonly signIn: SignInDesk;
  readonly sessions: SessionDesk;
  readonly account: AccountDesk;
  readonly enrolment: EnrolmentDesk;
  readonly operators: OperatorDesk;
  readonly keys: KeyDesk;
  /** For browsers in which somebody has signed in with a password. */
  readonly marks: BrowserMarks;
  /** Null = none is configured. */
  readonly provider: ProviderSignIn | null;
  /** Rejects with PORTCULLIS_USAGE when somebody is an operator already. */
  newFirstRunCode(): Promise<FirstRunCode>;
  /** Those that are open, newest first. */
  sessionsOf(operatorId: string): Promise<readonly OperatorSession[]>;
  close(): void;
}

export interface OperatorsRoomOptions extends OperatorsOptions {
  /** The active one first. */
  readonly secrets: readonly Uint8Array[];
  readonly provider: ProviderConfig | null;
  /** The provider's client secret from the environment. */
  readonly providerSecret: string | null;
  /** Where a provider sends browsers back to. */
  readonly redirectUri: () => string;
  /** @default argon2id, two at a time */
  readonly passwords?: PasswordHasher;
}

/** How often sessions that have ended are forgotten. */
const tidyEveryMs = 3_600_000;

export async function createOperatorsRoom(options: OperatorsRoomOptions): Promise<OperatorsRoom> {
  const { site, store, logger, now, secrets, passwords = createPasswordHasher() } = options;
  const marks = await createBrowserMarks(options);
  const known = createKnownPlaces({ site, store, marks });
  const factors = await createSecondFactors(secrets, now);
  const sessions = createSessionDesk(options);
  const proofs = createProofs({ ...options, passwords, factors, known });
  const signIn = createSignInDesk({ proofs, sessions, known });
  const operators = createOperatorDesk(options);
  const firstRun = createFirstRun({ site, store, now });
  const tidy = setInterval(() => {
    store.sessions
      .end(site, { expiredBefore: now() }, null)
      .catch((error: unknown) => logger.error({ error }, 'ended sessions could not be forgotten'));
  }, tidyEveryMs).unref();

  return {
    firstRun,
    signIn,
    sessions,
    operators,
    marks,
    account: createAccountDesk({ ...options, proofs, passwords, factors, sessions }),
    enrolment: createEnrolmentDesk({ ...options, firstRun, passwords, signIn }),
    keys: createKeyDesk(options),
    provider:
      options.provider === null
        ? null
        : await createProviderSignIn({
            ...options,
            config: options.provider,
            clientSecret: await clientSecretOf(options.provider, options.providerSecret),
            operators,
            signIn,
          }),
    async newFirstRunCode() {
      const code = await firstRun.renew();
      if (code !== null) return code;
      throw new PortcullisError(
        'PORTCULLIS_USAGE',
        'There are operators already, so nobody becomes the first. Invite somebody: portcullis operator invite NAME.',
      );
    },
    sessionsOf: (operatorId) => store.sessions.list(site, operatorId),
    close() {
      clearInterval(tidy);
      firstRun.close();
    },
  };
}

async function clientSecretOf(
  { clientSecretFile }: ProviderConfig,
  fromEnvironment: string | null,
): Promise<string | null> {
  if (clientSecretFile === null) return fromEnvironment;
  try {
    const secret = (await readFile(clientSecretFile, 'utf8')).trim();
    if (secret !== '') return secret;
  } catch (cause) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `console.provider.clientSecretFile: ${clientSecretFile} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`,
      { cause },
    );
  }
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `console.provider.clientSecretFile: expected the client secret in ${clientSecretFile}, and it is empty.`,
  );
}
