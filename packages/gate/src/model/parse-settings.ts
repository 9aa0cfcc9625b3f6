import { deepFreeze } from './deep-freeze.ts';
import { type Given, readFields } from './parse-given.ts';
import { longestNoticeText, readButton } from './parse-notice.ts';
import { readPage } from './parse-page.ts';
import { createProblems, throwIfAny } from './parse-problems.ts';
import { readProductionText } from './parse-production.ts';
import { readLocalizedText } from './parse-text.ts';
import type { Page, PageInput, Policy } from './policy.ts';
import type { Settings } from './settings.ts';

/** Settings that were checked, with what is allowed and probably not meant. */
export interface SettingsWithWarnings {
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

/** In characters, as JSON: a logo and the texts of a dozen languages. Every gate of the site reads them at each change. */
const longestSettings = 500_000;

/** A text in a language is in `settings.page.texts.en.title`. */
const deepestSettings = 10;

/** Whether it holds something below so many levels; without calling itself, as what comes may be as deep as it is long. */
function isDeeperThan(levels: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels && level.length > 0; depth += 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return level.length > 0;
}

/** Checks settings as the policy's page and a notice are checked. Throws PORTCULLIS_SETTINGS_INVALID, which lists everything that is wrong. */
export function parseSettings(input: unknown): SettingsWithWarnings {
  const problems = createProblems();
  const given: Given = { path: 'settings', value: input, problems };
  if (input === undefined) problems.add('settings', 'expected an object, got nothing');
  if (isDeeperThan(deepestSettings, input)) {
    problems.add('settings', `expected at most ${deepestSettings} levels of objects and lists`);
    throwIfAny(problems, 'settings', 'PORTCULLIS_SETTINGS_INVALID');
  }
  const fields = readFields(given, ['page', 'defaults', 'production']);
  if (input !== undefined && JSON.stringify(input).length > longestSettings) {
    problems.add('settings', `expected at most ${longestSettings} characters in all. Shorten texts or logo`);
  }
  readPage(fields.page);
  const { message, button } = readFields(fields.defaults, ['message', 'button']);
  const defaults: Settings['defaults'] = {
    message: readLocalizedText(message, { longest: longestNoticeText, lines: true }),
    button: readButton(button),
  };
  const text = readProductionText(readFields(fields.production, ['text']).text);
  throwIfAny(problems, 'settings', 'PORTCULLIS_SETTINGS_INVALID');
  // Checked above, and copied: whoever handed it over may change his own.
  const page = structuredClone(fields.page.value ?? {}) as PageInput;
  const production = fields.production.value === undefined ? {} : { production: { text } };
  return deepFreeze({ settings: { page, defaults, ...production }, warnings: [...problems.warnings] });
}

/** The policy with what operators set in its place; the same object when they set nothing. */
export function policyWithSettings(policy: Policy, settings: Settings | null): Policy {
  if (settings === null) return policy;
  const page = pageWithSettings(policy.page, settings);
  const production = productionWithSettings(policy.production, settings);
  if (page === policy.page && production === policy.production) return policy;
  return Object.freeze({ ...policy, page, production });
}

/** All languages or none: a sentence of the file beside another one of the settings would be news to half the readers. */
function productionWithSettings(
  production: Policy['production'],
  { production: set }: Settings,
): Policy['production'] {
  if (production === null || set === undefined) return production;
  const isSaid = Object.values(set.text).some((text) => text.trim() !== '');
  return isSaid ? Object.freeze({ ...production, text: set.text }) : production;
}

/** Themes and readers are kept by page: it stays the same object when nothing of it is set. */
function pageWithSettings(page: Page, { page: set }: Settings): Page {
  if (Object.values(set).every((value) => value === undefined)) return page;
  const problems = createProblems();
  const read = readPage({ path: 'settings.page', value: set, problems });
  throwIfAny(problems, 'settings', 'PORTCULLIS_SETTINGS_INVALID');
  return deepFreeze({
    brand: set.brand === undefined ? page.brand : read.brand,
    logo: set.logo === undefined ? page.logo : read.logo,
    accent: set.colors === undefined ? page.accent : read.accent,
    accentDark: set.colors === undefined ? page.accentDark : read.accentDark,
    languages: set.languages === undefined ? page.languages : read.languages,
    texts: set.texts === undefined ? page.texts : read.texts,
    contact: set.contact === undefined ? page.contact : read.contact,
    timeZone: set.timeZone === undefined ? page.timeZone : read.timeZone,
  });
}
