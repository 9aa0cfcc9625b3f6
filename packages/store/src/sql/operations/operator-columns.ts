import type { Operator } from '@portcullis/gate';
import { foldName } from '../../rules/fold-name.ts';

/** An operator's columns under the names that `operatorShape` reads. */
export const operatorColumns = [
  'id',
  'site',
  'name',
  'role',
  'password_hash as passwordHash',
  'second_factor as secondFactor',
  'issuer',
  'subject',
  'invitation_hash as invitationHash',
  'invitation_expires_at as invitationExpiresAt',
  'disabled_at as disabledAt',
  'created_at as createdAt',
  'created_by as createdBy',
  'version',
] as const;

/** What may change of an operator, as it is written. */
export function changingColumnsOf(operator: Operator) {
  const { name, secondFactor, federated, invitation } = operator;
  return {
    name,
    folded_name: foldName(name),
    role: operator.role,
    password_hash: operator.passwordHash,
    second_factor: secondFactor && JSON.stringify(secondFactor),
    issuer: federated?.issuer ?? null,
    subject: federated?.subject ?? null,
    invitation_hash: invitation?.codeHash ?? null,
    invitation_expires_at: invitation?.expiresAt ?? null,
    disabled_at: operator.disabledAt,
    version: operator.version,
  };
}
