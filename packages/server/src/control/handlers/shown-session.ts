import { hasSecondFactor } from '../../operators/proofs.ts';
import type { Issued } from '../../operators/session-desk.ts';
import { scopesOfRole } from '../api/access.ts';
import { confirmationMs } from '../entrance/authorise.ts';
import { requestTokenOf } from '../entrance/console-cookies.ts';

/** What the console is told of who is signed in. */
export function shownSession({ operator, session, token }: Issued, address: string | null) {
  const { id, name, role, passwordHash, secondFactor } = operator;
  return {
    operator: { id, name, role },
    scopes: scopesOfRole[role],
    token: requestTokenOf(token),
    confirmedUntil: session.confirmedAt + confirmationMs,
    expiresAt: session.expiresAt,
    hasPassword: passwordHash !== null,
    secondFactor: hasSecondFactor(operator) ? ('confirmed' as const) : ('none' as const),
    recoveryCodesLeft: hasSecondFactor(operator) ? (secondFactor?.recoveryHashes.length ?? 0) : 0,
    address,
  };
}
