import type { StoredSettings } from '../../api/schema.ts';
import { draftOf, type SettingsDraft } from './settings-draft.ts';

export type DraftField = keyof SettingsDraft;

export interface MergedDraft {
  /** What was typed, on top of what is stored now. */
  readonly draft: SettingsDraft;
  /** What somebody else changed. */
  readonly theirs: readonly DraftField[];
  /** Of these, what was typed here otherwise. */
  readonly both: readonly DraftField[];
}

export interface Overtaken {
  /** What the draft began with. */
  readonly begun: StoredSettings;
  /** What is stored now. */
  readonly latest: StoredSettings;
}

/** The epoch grows with the switch and with passes as well, so it does not say whether settings changed. */
export function hasSameSettings(one: StoredSettings, other: StoredSettings): boolean {
  return isSame(one.settings, other.settings);
}

/** What each of two people changed of the same settings, put together. */
export function mergedDraft(draft: SettingsDraft, { begun, latest }: Overtaken): MergedDraft {
  const [before, stored] = [draftOf(begun), draftOf(latest)];
  const fields = Object.keys(stored) as DraftField[];
  const theirs = fields.filter((field) => !isSame(before[field], stored[field]));
  const mine = fields.filter((field) => !isSame(before[field], draft[field]));
  return {
    draft: { ...stored, ...Object.fromEntries(mine.map((field) => [field, draft[field]])) },
    theirs,
    both: theirs.filter((field) => mine.includes(field) && !isSame(draft[field], stored[field])),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
