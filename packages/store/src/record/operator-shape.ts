import type { Operator, SecondFactor } from '@portcullis/gate';
import { json, list, nullable, object, oneOf, type Shape, ShapeError, text, whole } from './shape.ts';

/** A row of an operator: its parts lie in columns of their own where they are looked up. */
interface OperatorRow extends Omit<Operator, 'federated' | 'invitation'> {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly invitationHash: string | null;
  readonly invitationExpiresAt: number | null;
}

const secondFactor: Shape<SecondFactor> = object<SecondFactor>({
  sealedSecret: text,
  confirmedAt: nullable(whole),
  recoveryHashes: list(text),
});

const fields = {
  id: text,
  site: text,
  name: text,
  role: oneOf(['viewer', 'support', 'operator', 'owner']),
  passwordHash: nullable(text),
  disabledAt: nullable(whole),
  createdAt: whole,
  createdBy: text,
  version: whole,
};

const rowShape: Shape<OperatorRow> = object<OperatorRow>({
  ...fields,
  secondFactor: nullable(json(secondFactor)),
  issuer: nullable(text),
  subject: nullable(text),
  invitationHash: nullable(text),
  invitationExpiresAt: nullable(whole),
});

/** As an operator is kept in JSON. */
export const writtenOperatorShape: Shape<Operator> = object<Operator>({
  ...fields,
  secondFactor: nullable(secondFactor),
  federated: nullable(object<NonNullable<Operator['federated']>>({ issuer: text, subject: text })),
  invitation: nullable(object<NonNullable<Operator['invitation']>>({ codeHash: text, expiresAt: whole })),
});

/** As a row of an SQL database. */
export const operatorShape: Shape<Operator> = (value, at) => {
  const { issuer, subject, invitationHash, invitationExpiresAt, ...row } = rowShape(value, at);
  const federated = both(issuer, subject, `${at}.federated`);
  const invitation = both(invitationHash, invitationExpiresAt, `${at}.invitation`);
  return {
    ...row,
    federated: federated && { issuer: federated[0], subject: federated[1] },
    invitation: invitation && { codeHash: invitation[0], expiresAt: invitation[1] },
  };
};

function both<A, B>(a: A | null, b: B | null, at: string): readonly [A, B] | null {
  if (a !== null && b !== null) return [a, b];
  if (a === null && b === null) return null;
  throw new ShapeError(`${at} should be whole or absent, found half of it`);
}
