import { describe, expect, it } from 'vitest';
import type { Settings, StoredSettings } from '../../api/schema.ts';
import { hasSameSettings, mergedDraft } from './overtaken-draft.ts';
import { draftOf, settingsOf } from './settings-draft.ts';

const settings: Settings = {
  page: { brand: 'Larkspur', colors: { accent: '#1d5f6e' }, contact: { email: 'help@shop.example' } },
  defaults: { message: { en: 'Back soon' }, button: null },
};
const begun: StoredSettings = {
  settings,
  epoch: 4,
  changedAt: 1,
  changedBy: 'ada',
  file: {},
  knownLanguages: ['de', 'en'],
};
/** What somebody else saved. */
const latest: StoredSettings = {
  ...begun,
  epoch: 6,
  changedAt: 2,
  changedBy: 'ben',
  settings: {
    page: {
      brand: 'Larkspur Ltd',
      colors: { accent: '#000000' },
      contact: { email: 'help@shop.example' },
      texts: { en: { title: 'Theirs' } },
    },
    defaults: { message: { en: 'Back soon' }, button: null },
  },
};

describe('settings that somebody else saved meanwhile', () => {
  it('are other ones by what they say, not by when the switch was turned', () => {
    expect(hasSameSettings(begun, { ...begun, epoch: 9 })).toBe(true);
    // Stored once and then taken away again: nothing to lose.
    expect(hasSameSettings(begun, { ...begun, epoch: 9, changedAt: 7, changedBy: 'ben' })).toBe(true);
    expect(hasSameSettings(begun, latest)).toBe(false);
    expect(hasSameSettings({ ...begun, settings: null }, begun)).toBe(false);
  });

  it('stay where nothing was typed; what was typed stays on top', () => {
    const draft = { ...draftOf(begun), brand: 'Mine', phone: '+49 30 1' };
    const merged = mergedDraft(draft, { begun, latest });
    expect(merged.draft).toEqual({ ...draftOf(latest), brand: 'Mine', phone: '+49 30 1' });
    expect(merged.theirs).toEqual(['brand', 'accent']);
    expect(merged.both).toEqual(['brand']);
    // What this form does not show is theirs, too.
    expect(settingsOf(merged.draft, latest).page.texts).toEqual({ en: { title: 'Theirs' } });
  });

  it('are no dispute where both typed the same', () => {
    const draft = { ...draftOf(begun), brand: 'Larkspur Ltd' };
    const merged = mergedDraft(draft, { begun, latest });
    expect(merged.both).toEqual([]);
    expect(merged.draft).toEqual(draftOf(latest));
  });

  it('are all there is to see when nothing was typed', () => {
    expect(mergedDraft(draftOf(begun), { begun, latest })).toEqual({
      draft: draftOf(latest),
      theirs: ['brand', 'accent'],
      both: [],
    });
  });
});
