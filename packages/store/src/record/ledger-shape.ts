import type { LedgerEntry, LedgerWindow } from '@portcullis/gate';
import { nullable, object, type Shape, text, whole } from './shape.ts';

export const ledgerEntryShape: Shape<LedgerEntry> = object<LedgerEntry>({
  windowId: text,
  method: text,
  route: text,
  actor: text,
  rule: text,
  count: whole,
  firstAt: whole,
  lastAt: whole,
  reference: nullable(text),
});

export const ledgerWindowShape: Shape<LedgerWindow> = object<LedgerWindow>({
  windowId: text,
  entries: whole,
  refused: whole,
  firstAt: whole,
  lastAt: whole,
});
