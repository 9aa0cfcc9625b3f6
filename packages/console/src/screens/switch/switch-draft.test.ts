import { describe, expect, it } from 'vitest';
import type { Switch } from '../../api/schema.ts';
import {
  changesIn,
  draftOf,
  hasChanges,
  isAllOpen,
  languagesIn,
  noticeOf,
  problemsOf,
  type SwitchDraft,
  timesOf,
} from './switch-draft.ts';

const minute = 60_000;
const now = Date.UTC(2025, 10, 21, 2, 14);
const nothing = { message: {}, button: null };

const open: Switch = {
  site: 'shop',
  epoch: 7,
  windowId: null,
  mode: 'open',
  areas: {},
  notice: { message: {}, paused: {}, stillWorks: {}, button: null, contact: {} },
  reason: '',
  actor: { kind: 'operator', name: 'ada' },
  since: now,
  setBy: { kind: 'system', name: 'portcullis' },
  opened: null,
  expected: null,
  expires: null,
  production: false,
  draining: [],
};
const readOnly: Switch = {
  ...open,
  mode: 'read-only',
  areas: { checkout: 'closed' },
  notice: { ...open.notice, message: { en: 'Repair' }, contact: { email: 'help@shop.example' } },
  expected: { earliest: now + 30 * minute, latest: now + 45 * minute, nextUpdateAt: now + 10 * minute },
  expires: { at: now + 45 * minute, then: 'open' },
};
const plain = draftOf(open, nothing);
const draft = (changes: Partial<SwitchDraft>): SwitchDraft => ({ ...plain, ...changes });

describe('a draft', () => {
  it('begins with what the switch says, and gives the same back', () => {
    const begun = draftOf(readOnly, nothing);
    expect(noticeOf(begun)).toEqual(readOnly.notice);
    expect(timesOf(begun, now)).toEqual({ expected: readOnly.expected, expires: readOnly.expires });
    expect(hasChanges(changesIn(begun, draftOf(readOnly, nothing)))).toBe(false);
  });

  it('begins with the settings while the site is open', () => {
    const defaults = {
      message: { en: 'We are back soon.' },
      button: { label: { en: 'Status' }, url: '/status' },
    };
    expect(noticeOf(draftOf(open, defaults))).toMatchObject(defaults);
    expect(noticeOf(draftOf(readOnly, defaults)).message).toEqual({ en: 'Repair' });
  });

  it('sends nothing that is empty', () => {
    const sent = noticeOf(
      draft({ message: { en: ' Repair ', de: ' ' }, buttonLabel: { en: 'Help' }, phone: ' 112 ', email: '' }),
    );
    expect(sent).toMatchObject({ message: { en: 'Repair' }, button: null, contact: { phone: '112' } });
    expect(sent.contact).toEqual({ phone: '112' });
  });
});

describe('when it ends', () => {
  it.each([
    ['is not announced', { opensByItself: true }, { expected: null, expires: null }],
    [
      'in a while',
      { end: { kind: 'in', minutes: 30 } },
      {
        expected: { earliest: now + 30 * minute, latest: now + 30 * minute, nextUpdateAt: null },
        expires: null,
      },
    ],
    [
      'at a time, with a range, by itself',
      { end: { kind: 'at', at: now + minute }, reserveMinutes: 15, opensByItself: true },
      {
        expected: { earliest: now + minute, latest: now + 16 * minute, nextUpdateAt: null },
        expires: { at: now + 16 * minute, then: 'open' },
      },
    ],
    [
      'at a time, with news before it',
      { end: { kind: 'at', at: now + 60 * minute }, nextUpdateAt: now + 20 * minute },
      {
        expected: {
          earliest: now + 60 * minute,
          latest: now + 60 * minute,
          nextUpdateAt: now + 20 * minute,
        },
        expires: null,
      },
    ],
    [
      'at a time, and the news that were promised are over',
      { end: { kind: 'at', at: now + minute }, nextUpdateAt: now },
      { expected: { earliest: now + minute, latest: now + minute, nextUpdateAt: null }, expires: null },
    ],
    ['is not announced, nor are news', { nextUpdateAt: now + minute }, { expected: null, expires: null }],
  ] as const)('%s', (_name, changes, expected) => {
    expect(timesOf(draft(changes), now)).toEqual(expected);
  });

  it('is another one with other news', () => {
    const begun = draftOf(readOnly, nothing);
    expect(begun.nextUpdateAt).toBe(now + 10 * minute);
    expect(changesIn({ ...begun, nextUpdateAt: null }, begun).end).toBe(true);
  });
});

describe('problems', () => {
  it.each([
    ['none', {}, []],
    ['no time chosen', { end: { kind: 'at', at: null } }, ['noTime']],
    ['in the past', { end: { kind: 'at', at: now - minute } }, ['inPast']],
    ['only the earliest end is past', { end: { kind: 'at', at: now - minute }, reserveMinutes: 5 }, []],
    ['a button without label', { buttonUrl: '/help', buttonLabel: { en: ' ' } }, ['buttonNeedsLabel']],
    [
      'a button that runs something',
      { buttonUrl: 'javascript:x', buttonLabel: { en: 'Help' } },
      ['buttonUrlWrong'],
    ],
    ['a page that is none', { contactUrl: 'help' }, ['contactUrlWrong']],
    ['a label without button', { buttonLabel: { en: 'Help' } }, []],
  ] as const)('%s', (_name, changes, expected) => {
    expect(problemsOf(draft(changes), now)).toEqual(expected);
  });
});

describe('what changes', () => {
  it.each([
    ['the mode', { mode: 'closed' }, { mode: true, areas: [], texts: false, end: false }],
    ['areas', { areas: { uploads: 'closed', checkout: 'open' } }, { areas: ['uploads'] }],
    ['texts', { message: { de: 'Reparatur' } }, { texts: true, mode: false }],
    ['the end', { end: { kind: 'in', minutes: 30 } }, { end: true }],
  ] as const)('%s', (_name, changes, expected) => {
    expect(changesIn(draft(changes), plain)).toMatchObject(expected);
  });

  it('follows the site where an area has no mode of its own', () => {
    expect(changesIn(draft({ mode: 'closed', areas: { checkout: 'closed' } }), plain).areas).toEqual([
      'checkout',
    ]);
  });
});

it('knows when nothing is governed any more', () => {
  expect(isAllOpen(plain)).toBe(true);
  expect(isAllOpen(draft({ areas: { checkout: 'read-only' } }))).toBe(false);
  expect(isAllOpen(draft({ mode: 'read-only' }))).toBe(false);
});

it('knows the languages that something is written in', () => {
  expect(languagesIn(draft({ message: { en: 'x', fr: '' }, buttonLabel: { de: 'y' } }))).toEqual([
    'en',
    'de',
  ]);
});
