import type { Pass } from '@portcullis/gate';
import { flag, nullable, object, oneOf, type Shape, text, whole, zeroOrOne } from './shape.ts';

const fields = {
  id: text,
  site: text,
  subject: text,
  scope: oneOf(['read', 'write']),
  tokenHash: text,
  windowId: nullable(text),
  createdAt: whole,
  createdBy: text,
  expiresAt: whole,
  redeemedAt: nullable(whole),
  revokedAt: nullable(whole),
};

const writtenNow: Shape<Pass> = object<Pass>({ ...fields, isTest: flag });

/** As a pass is kept in JSON; those that were written before there were any for a test run do not say that they are not. */
export const passShape: Shape<Pass> = (value, at) =>
  writtenNow(typeof value === 'object' ? { isTest: false, ...value } : value, at);

/** As a row of SQLite. */
export const passRowShape: Shape<Pass> = object<Pass>({ ...fields, isTest: zeroOrOne });
