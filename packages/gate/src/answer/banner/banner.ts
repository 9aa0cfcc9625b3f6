import type { Standing } from '../../model/decision.ts';
import type { Mode } from '../../model/mode.ts';
import type { Policy } from '../../model/policy.ts';
import type { Switch } from '../../model/switch.ts';
import { contactWays } from '../contact.ts';
import { expectedReturn, momentPhrase, whenBack } from '../expected-return.ts';
import { type Html, html, joinHtml, toAsciiMarkup } from '../html.ts';
import { modeName, roleName } from '../maintenance-view.ts';
import { markupText } from '../markup.ts';
import { cleanLine, paragraphsOf, shortened } from '../operator-text.ts';
import { createReader, type Reader } from '../reader.ts';
import { areaTitle, operatorHtml, pausedAreas } from '../window-summary.ts';

export interface BannerInput {
  readonly request: { readonly headers: readonly string[] };
  /** The switch in force on this instance, overrides applied. */
  readonly switch: Switch;
  readonly policy: Policy;
  readonly nowMs: number;
}

export interface InsiderBannerInput extends BannerInput {
  /** The mode in force for this request. */
  readonly mode: Mode;
  readonly standing: Standing;
}

/**
 * The quiet notice for visitors of a read-only site: what is paused, and until when. ASCII only, so that it is
 * right under every character set of the page it is put into.
 */
export function visitorBanner(input: BannerInput): string {
  const { switch: state, policy, nowMs } = input;
  const reader = createReader(input.request.headers, policy.page);
  const back = whenBack(reader, expectedReturn(state, nowMs), nowMs);
  const end = back === null ? overdue(reader, input) : reader.sayHtml('expectedBack', { when: back });
  const parts = [html`<strong>${reader.say('maintenance')}</strong>`, ...whatIsPaused(reader, input)];
  return fragment(reader, {
    kind: 'visitor',
    parts: [...parts, ...(end === null ? [] : [html`<span>${end}</span>`]), ...whomToAsk(reader, input)],
  });
}

/** The loud notice for insiders: that the mode is on, by whom, until when, and what they may do. */
export function insiderBanner(input: InsiderBannerInput): string {
  const { switch: state, policy, nowMs, mode, standing } = input;
  const reader = createReader(input.request.headers, policy.page);
  const expected = expectedReturn(state, nowMs);
  const stricter = pausedAreas({ switch: state, policy, siteMode: state.mode });
  const areas = reader.times.list(stricter.map((name) => areaTitle(reader, policy, name)));
  const isAreasOnly = state.mode === 'open' && stricter.length > 0;
  const since = {
    when: momentPhrase(reader, state.since, nowMs),
    actor: shortened(cleanLine(state.setBy.name), 60),
  };
  // As on the page and in the visitors' notice: two spellings of one end look like two ends.
  const back = whenBack(reader, expected, nowMs);
  const end =
    back !== null
      ? reader.sayHtml('expectedBack', { when: back })
      : expected.kind === 'overdue'
        ? reader.sayHtml('bannerOverdue', { when: momentPhrase(reader, expected.latest, nowMs) })
        : reader.sayHtml('bannerNoEnd');
  const role = roleName(reader, standing.role);
  const on = isAreasOnly
    ? reader.sayHtml('bannerOnAreas', { areas })
    : reader.sayHtml('bannerOn', { mode: modeName(reader, mode) });
  return fragment(reader, {
    kind: 'insider',
    parts: [
      html`<strong>${on}</strong>`,
      html`<span>${reader.sayHtml('bannerSince', since)}</span>`,
      html`<span>${end}</span>`,
      html`<span>${reader.sayHtml(standing.scope === 'write' ? 'bannerMayWrite' : 'bannerMayRead', { role })}</span>`,
    ],
  });
}

/** What the operator says is paused; else his message, which need not say it, and what is derived. */
function whatIsPaused(reader: Reader, input: BannerInput): readonly Html[] {
  const { paused, message } = input.switch.notice;
  const told = reader.pick(paused);
  if (told !== null) return [firstParagraph(reader, told)];
  const picked = reader.pick(message);
  const derived = derivedPause(reader, input);
  return picked === null
    ? derived
    : [firstParagraph(reader, { ...picked, text: markupText(picked.text) }), ...derived];
}

function firstParagraph(
  reader: Reader,
  { text, tag }: { readonly text: string; readonly tag: string },
): Html {
  const [first = []] = paragraphsOf(text);
  return operatorHtml(reader, { text: shortened(first.join(' '), 200), tag });
}

function derivedPause(reader: Reader, { switch: state, policy }: BannerInput): readonly Html[] {
  if (state.mode === 'closed') return [html`<span>${reader.say('bannerClosed')}</span>`];
  if (state.mode === 'read-only') return [html`<span>${reader.say('bannerReadOnly')}</span>`];
  const names = pausedAreas({ switch: state, policy, siteMode: state.mode });
  if (names.length === 0) return [];
  const areas = reader.times.list(names.map((name) => areaTitle(reader, policy, name)));
  return [
    html`<span>${reader.sayHtml('headlineAreas', { areas, count: names.length })}. ${reader.say('bannerElse')}</span>`,
  ];
}

/** The first way of asking; plain text, because a link of ours inside the application's page would be a stranger. */
function whomToAsk(reader: Reader, { switch: state, policy }: BannerInput): readonly Html[] {
  const [way] = contactWays(state, policy);
  if (way === undefined) return [];
  const label = html`${reader.say('contactTitle')}`;
  return [html`<span>${reader.sayHtml('labelled', { label, value: way.text })}</span>`];
}

function overdue(reader: Reader, { switch: state, nowMs }: BannerInput): Html | null {
  const expected = expectedReturn(state, nowMs);
  return expected.kind === 'overdue' ? html`${reader.say('overdue')}.` : null;
}

/**
 * `role=status` lets screen readers say it without taking the focus. Whoever puts it into a page adds a link to
 * `bannerAssetPath` where the page's Content-Security-Policy allows that; without it a plain line remains.
 */
function fragment(
  reader: Reader,
  { kind, parts }: { readonly kind: 'visitor' | 'insider'; readonly parts: readonly Html[] },
): string {
  const className = `portcullis-banner portcullis-banner-${kind}`;
  const text = joinHtml(parts, html` <i aria-hidden="true">&#183;</i> `);
  return toAsciiMarkup(
    html`<div class="${className}" role="status" lang="${reader.language}" dir="${reader.direction}"><p>${text}</p></div>`,
  );
}
