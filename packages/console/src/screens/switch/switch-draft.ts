import type { LocalizedText, Mode, Notice, Switch, TurnOn } from '../../api/schema.ts';
import { isAddress } from '../../environment/is-address.ts';

export type End =
  | { readonly kind: 'unsaid' }
  | { readonly kind: 'in'; readonly minutes: number }
  /** Null = nothing was chosen yet. */
  | { readonly kind: 'at'; readonly at: number | null };

/** What somebody is about to ask for; every text by language. */
export interface SwitchDraft {
  readonly mode: Mode;
  /** Areas whose mode differs from the site's. */
  readonly areas: Readonly<Record<string, Mode>>;
  readonly message: LocalizedText;
  readonly paused: LocalizedText;
  readonly stillWorks: LocalizedText;
  readonly buttonLabel: LocalizedText;
  readonly buttonUrl: string;
  readonly email: string;
  readonly phone: string;
  readonly contactUrl: string;
  readonly end: End;
  /** Between the earliest and the latest end. */
  readonly reserveMinutes: number;
  /** When visitors are told more; null = nothing is promised. Said beside an end only. */
  readonly nextUpdateAt: number | null;
  readonly opensByItself: boolean;
}

export interface DraftDefaults {
  readonly message: LocalizedText;
  readonly button: { readonly label: LocalizedText; readonly url: string } | null;
}

const minuteMs = 60_000;

/** What the switch says now; where the site is open, what the settings give for a window to come. */
export function draftOf(current: Switch, defaults: DraftDefaults): SwitchDraft {
  const isWindow = current.mode !== 'open' || Object.keys(current.areas).length > 0;
  const { notice, expected, expires } = current;
  const message = isWindow ? notice.message : defaults.message;
  const button = isWindow ? notice.button : defaults.button;
  const latest = expected?.latest ?? expires?.at ?? null;
  const earliest = expected?.earliest ?? latest;
  return {
    mode: current.mode,
    areas: current.areas,
    message,
    paused: isWindow ? notice.paused : {},
    stillWorks: isWindow ? notice.stillWorks : {},
    buttonLabel: button?.label ?? {},
    buttonUrl: button?.url ?? '',
    email: (isWindow && notice.contact.email) || '',
    phone: (isWindow && notice.contact.phone) || '',
    contactUrl: (isWindow && notice.contact.url) || '',
    end: earliest === null ? { kind: 'unsaid' } : { kind: 'at', at: earliest },
    reserveMinutes: latest === null || earliest === null ? 0 : Math.round((latest - earliest) / minuteMs),
    nextUpdateAt: expected?.nextUpdateAt ?? null,
    opensByItself: expires !== null,
  };
}

/** Nothing that is empty is sent: the page then has words of its own. */
export function noticeOf(draft: SwitchDraft): Notice {
  const { message, paused, stillWorks, buttonLabel, buttonUrl, email, phone, contactUrl } = draft;
  const url = buttonUrl.trim();
  return {
    message: filled(message),
    paused: filled(paused),
    stillWorks: filled(stillWorks),
    button: url === '' ? null : { label: filled(buttonLabel), url },
    contact: filled({ email, phone, url: contactUrl }),
  };
}

function filled(texts: LocalizedText): LocalizedText {
  return Object.fromEntries(
    Object.entries(texts)
      .map(([key, text]) => [key, text.trim()] as const)
      .filter(([, text]) => text !== ''),
  );
}

export type Times = Pick<TurnOn, 'expected' | 'expires'>;

/** In milliseconds since 1970, from `nowMs` on. */
export function timesOf(draft: SwitchDraft, nowMs: number): Times {
  const { nextUpdateAt } = draft;
  const end = endOf(draft, nowMs);
  if (end === null) return { expected: null, expires: null };
  const { earliest, latest } = end;
  return {
    expected: {
      earliest,
      latest,
      // What was promised for a time that is over, the page leaves out by itself.
      nextUpdateAt: nextUpdateAt !== null && nextUpdateAt > nowMs ? nextUpdateAt : null,
    },
    expires: openingOf(draft, nowMs),
  };
}

/** When it opens by itself; null = never. */
export function openingOf(
  draft: Pick<SwitchDraft, 'end' | 'reserveMinutes' | 'opensByItself'>,
  nowMs: number,
): Times['expires'] {
  const end = endOf(draft, nowMs);
  return end !== null && draft.opensByItself ? { at: end.latest, then: 'open' } : null;
}

function endOf({ end, reserveMinutes }: Pick<SwitchDraft, 'end' | 'reserveMinutes'>, nowMs: number) {
  const earliest = end.kind === 'in' ? nowMs + end.minutes * minuteMs : end.kind === 'at' ? end.at : null;
  return earliest === null ? null : { earliest, latest: earliest + reserveMinutes * minuteMs };
}

export type DraftProblem = 'noTime' | 'inPast' | 'buttonNeedsLabel' | 'buttonUrlWrong' | 'contactUrlWrong';

/** What would be refused, or is certainly not meant. The control API checks all the rest. */
export function problemsOf(draft: SwitchDraft, nowMs: number): readonly DraftProblem[] {
  const { end } = draft;
  const { expected } = timesOf(draft, nowMs);
  const { button, contact } = noticeOf(draft);
  const problems: DraftProblem[] = [];
  if (end.kind === 'at' && end.at === null) problems.push('noTime');
  if (expected !== null && expected.latest <= nowMs) problems.push('inPast');
  if (button !== null && Object.keys(button.label).length === 0) problems.push('buttonNeedsLabel');
  if (button !== null && !isAddress(button.url)) problems.push('buttonUrlWrong');
  if (contact.url !== undefined && !isAddress(contact.url)) problems.push('contactUrlWrong');
  return problems;
}

export interface DraftChanges {
  readonly mode: boolean;
  /** Names of areas that will be in another mode. */
  readonly areas: readonly string[];
  readonly texts: boolean;
  readonly end: boolean;
}

export function changesIn(draft: SwitchDraft, from: SwitchDraft): DraftChanges {
  const names = new Set([...Object.keys(draft.areas), ...Object.keys(from.areas)]);
  const modeIn = ({ areas, mode }: SwitchDraft, name: string): Mode => areas[name] ?? mode;
  return {
    mode: draft.mode !== from.mode,
    areas: [...names].filter((name) => modeIn(draft, name) !== modeIn(from, name)).sort(),
    texts: !isSame(noticeOf(draft), noticeOf(from)),
    end:
      !isSame(draft.end, from.end) ||
      draft.reserveMinutes !== from.reserveMinutes ||
      draft.nextUpdateAt !== from.nextUpdateAt ||
      draft.opensByItself !== from.opensByItself,
  };
}

export function hasChanges({ mode, areas, texts, end }: DraftChanges): boolean {
  return mode || areas.length > 0 || texts || end;
}

export function isAllOpen({ mode, areas }: Pick<SwitchDraft, 'mode' | 'areas'>): boolean {
  return mode === 'open' && Object.values(areas).every((each) => each === 'open');
}

/** Languages that some text of the draft is written in. */
export function languagesIn({ message, paused, stillWorks, buttonLabel }: SwitchDraft): readonly string[] {
  return [
    ...new Set([message, paused, stillWorks, buttonLabel].flatMap((text) => Object.keys(filled(text)))),
  ];
}

/** By value; keys in whatever order. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sortedKeys) === JSON.stringify(other, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)));
}
