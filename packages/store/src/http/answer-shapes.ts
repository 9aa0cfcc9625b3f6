import type { SiteState, SwitchVersion } from '@portcullis/gate';
import { auditRecordShape } from '../record/audit-shape.ts';
import { passShape } from '../record/pass-shape.ts';
import { settingsShape } from '../record/settings-shape.ts';
import { flag, list, nullable, number, object, type Shape, text, whole } from '../record/shape.ts';
import { switchShape } from '../record/switch-shape.ts';

// What a server answers, of whichever version: fields that are not known here are left out.

export const version: Shape<SwitchVersion> = object<SwitchVersion>({
  lineage: text,
  epoch: whole,
  windowId: nullable(text),
  since: whole,
});

export const state: Shape<SiteState> = object<SiteState>({
  lineage: text,
  now: number,
  switch: switchShape,
  passes: list(passShape),
});

export const settings = object({ settings: nullable(settingsShape) });
export const reported = object({ now: number });
export const left = object({ left: flag });
export const redeemed = object({ pass: nullable(passShape) });
export const claimed = object({ claimed: flag });
export const appended = object({ appended: whole });
export const sealed = object({ sealed: flag });
export const head = object({ head: nullable(auditRecordShape) });
export const chains = object({ chains: list(text) });

/** RFC 9457, as far as it says what to do. */
export const problem = object<{ readonly code: string; readonly detail: string }>({
  code: text,
  detail: text,
});
