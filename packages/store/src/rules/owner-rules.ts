import type { Operator } from '@portcullis/gate';

/** Whether somebody is an owner who can sign in: of these one must always be left. */
export function isActiveOwner({ role, passwordHash, federated, disabledAt }: Operator): boolean {
  return role === 'owner' && disabledAt === null && (passwordHash !== null || federated !== null);
}
