import { deepFreeze } from './deep-freeze.ts';
import type { Notice, NoticeButton } from './notice.ts';
import { readContact, readUrl } from './parse-contact.ts';
import { type Given, readFields } from './parse-given.ts';
import { createProblems, throwIfAny } from './parse-problems.ts';
import { readLocalizedText } from './parse-text.ts';

/** In characters and per language: a page, not a report. */
export const longestNoticeText: number = 2_000;
export const longestButtonLabel: number = 80;

const texts = { longest: longestNoticeText, lines: true };

/** Checks a notice. Throws PORTCULLIS_NOTICE_INVALID, which lists everything that is wrong. */
export function parseNotice(input: unknown): Notice {
  return parseNoticeWithWarnings(input).notice;
}

/** Like `parseNotice`, with what is allowed and probably not meant. */
export function parseNoticeWithWarnings(input: unknown): { notice: Notice; warnings: readonly string[] } {
  const problems = createProblems();
  const given: Given = { path: 'notice', value: input, problems };
  if (input === undefined) problems.add('notice', 'expected an object, got nothing. Write {} for none');
  const fields = readFields(given, ['message', 'paused', 'stillWorks', 'button', 'contact']);
  const notice: Notice = {
    message: readLocalizedText(fields.message, texts),
    paused: readLocalizedText(fields.paused, texts),
    stillWorks: readLocalizedText(fields.stillWorks, texts),
    button: readButton(fields.button),
    contact: readContact(fields.contact),
  };
  throwIfAny(problems, 'notice', 'PORTCULLIS_NOTICE_INVALID');
  return { notice: deepFreeze(notice), warnings: Object.freeze([...problems.warnings]) };
}

export function readButton(given: Given): NoticeButton | null {
  if (given.value === undefined || given.value === null) return null;
  const { label, url } = readFields(given, ['label', 'url']);
  const labels = readLocalizedText(label, { longest: longestButtonLabel, lines: false });
  if (typeof label.value !== 'string' && !Object.values(labels).some((text) => text.trim() !== '')) {
    label.problems.add(
      label.path,
      'expected a label in at least one language, such as { "en": "Status page" }',
    );
  }
  return { label: labels, url: readUrl(url, true) };
}
